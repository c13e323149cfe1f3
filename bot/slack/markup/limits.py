"""How much Slack shows of what. Lengths are counted in UTF-16 units, the stricter of the two readings.

https://docs.slack.dev/reference/block-kit (blocks, block elements, composition objects),
https://docs.slack.dev/reference/views and https://docs.slack.dev/reference/methods/chat.postMessage
"""

SECTION_TEXT = 3_000
CONTEXT_TEXT = 3_000
BUTTON_TEXT = 75
OPTION_TEXT = 75
OPTIONS = 100
PLACEHOLDER = 150
LABEL = 2_000
HINT = 2_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
VIEW_LABEL = 24  # title, submit, close
PREFORMATTED = 12_000
FALLBACK = 3_000
TEXT = 4_000  # recommended; 40,000 is where Slack cuts

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
# Not documented: all blocks of a message together, as JSON (slackapi/bolt-js#2509, #2867 measured 13,200).
MESSAGE_CHARACTERS = 13_000
