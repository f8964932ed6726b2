"""The chat door: one module a conversation. It reads a press or a word, makes one domain call, words the answer."""
