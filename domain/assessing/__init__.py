"""From the visit at home to the decision: survey, needs assessment, and the word of a second person.

`forms` is what is asked, as data; `surveys`, `assessments` and `decisions` are what is done, `reading` what is shown.
Costs of assessing and planning are nobody's to pay: both are free of charge (чл. 104(2) ЗСУ).
"""
