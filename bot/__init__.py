"""The chat door: what people, relatives and drivers write comes in here, and is answered.

One update is one transaction (`reception`): its number is noted, the sender is recognised, the open question of the
chat is read, ONE domain call is made, the reply is written to the outbox, and after the commit it is sent at once.

How to write a conversation
---------------------------
A conversation is a module with a table `STEPS` and a function for each step. A step hears the answer to ONE question
and gives the next question::

    ASK = _("Shall we bring it?")                         # texts are phrases, Bulgarian in locales/bg/<module>.po

    def ask(talk: Talk, day: date) -> Question:           # how the question is put: pure, no database
        return Question(
            "food.answer",                                # the step that will hear the answer
            talk.say(ASK),
            (talk.button("yes", _("✅ Yes"), also=_("ok, please")), talk.button("no", _("❌ No"))),
            {"day": day.isoformat()},                     # what the step must know then; the database keeps it
        )

    async def hear(talk: Talk, answer: Answer) -> Question:
        day = date.fromisoformat(talk.facts["day"])
        if answer.key == "yes":                           # pressed, typed in words, or by its number
            await order_meal(talk.session, talk.actor, person_id=..., day=day)
            return await talk.home(talk.say(_("I have noted it.")))
        return await talk.home()

    STEPS: Steps = {"food.answer": hear}

and the module's STEPS stand in `bot/conversations.py`. What the frame does for every question, so that no step has to:

- the first button is "🏠 Home" (a home question says `at_home=True` and has none), the last "☎️ Call me"; `framed=False`
  is for a keyboard of one's own, as the driver's;
- an answer is understood as the button, its words, its number ("2", "the second"), in any case and in Latin letters;
- another text is heard only where the question says `takes_words=True` (then `answer.key` is "" and `answer.text` the
  words; raise `NotUnderstood` when they mean nothing), a contact where it says `takes_contact=True`;
- what is not understood repeats the question in other words (`again=` where the usual ones do not fit); the third
  time, and a voice message at once, becomes a task for the office, and the person reads who will call;
- a second press of the button just answered repeats what is now true, and changes nothing;
- a `Refusal` that a step lets through undoes the whole update, and its words are the answer, with the way home.

`conversations.DOORS` names for each kind of actor its home and what it may say at any time whatever the open question
is: `home(talk, text="")` gives the home question (with `text` said in place of the greeting); `anywhere(talk, answer)`
may give a question or None; its buttons work at any time too. `conversations.START` hears "/start CODE"
(`answer.text` is the code).
"""
