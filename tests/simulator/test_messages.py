"""What python-telegram-bot sends arrives on the phone, and what Telegram refuses is refused in its words."""

from telegram import ReplyKeyboardMarkup, ReplyKeyboardRemove


async def test_a_message_with_tall_buttons_arrives(simulator, bot):
    ivanka = await simulator.phone("Иванка Петрова", "+359888000001")
    keyboard = ReplyKeyboardMarkup([["🍲 Храна"], ["☎️ Обадете ми се"]], is_persistent=True, resize_keyboard=False)

    sent = await bot.send_message(
        ivanka.chat_id, "<b>Добър</b> ден & хубав ден", parse_mode="HTML", reply_markup=keyboard
    )

    [message] = await ivanka.transcript()
    assert (message["text"], message["by_bot"], message["message_id"]) == (
        "Добър ден & хубав ден",
        True,
        sent.message_id,
    )
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    card = await ivanka.card()
    assert [row[0]["text"] for row in card["keyboard"]["keyboard"]] == ["🍲 Храна", "☎️ Обадете ми се"]

    await bot.send_message(ivanka.chat_id, "Край", reply_markup=ReplyKeyboardRemove())
    assert (await ivanka.card())["keyboard"] is None
