"""The independent library of Standard Webhooks takes our messages, and nobody else's.

usage: webhook_receiver.py SECRET...
  input: JSON {"headers": {...}, "body": "..."}; each secret has to open it
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

told = json.load(sys.stdin)
for secret in sys.argv[1:]:
    message = Webhook(secret).verify(told["body"], told["headers"])
    assert message["type"] and message["timestamp"] and "data" in message, message
    for change in ({"body": told["body"] + " "}, {"headers": {**told["headers"], "webhook-id": "another"}}):
        try:
            Webhook(secret).verify(**{"data": change.get("body", told["body"]), "headers": change.get("headers", told["headers"])})
            raise SystemExit(f"what was changed is taken: {change}")
        except WebhookVerificationError:
            pass
try:
    Webhook("whsec_" + "A" * 43 + "=").verify(told["body"], told["headers"])
    raise SystemExit("another's secret opens it")
except WebhookVerificationError:
    pass
print("ok")
