"""What schemathesis has to know of this API beside its description."""

import os
import re

import requests
import schemathesis

ADDRESS = os.environ["GREENROOM_ADDRESS"]
ADMIN = {"email": "ada@example.com", "password": "correct horse battery"}

# Refusals that no schema can foretell: what is named is not there, was used, or is wrong.
SEMANTIC = [
    r"is not one of your (files|consents|avatars|voices)",
    r"is (not an e-mail address|wrong|not right|not the password)",
    r"(was used|is too old|already used|too easy to guess)",
    r"must be (in the future|within the next|a time such as)",
    r"is unknown. Available",
    r"`return_to` must be a page of this server",
    r"^`(password|current_password)` is (needed|required)",
    r"^`refresh_token` is missing",
    r"sign in again first",
    r"must be a public http or https address without a password",
    r"must be a name such as Europe/Berlin",
    r"^`preference` names",
    # What one field needs of another.
    r"^`tags` is needed",
    # What a file that is named is decides what may be asked of it.
    r"^`(start_ms|end_ms)` (is for|must)|^Only an image has a `face`|^`crop` must lie|is an? \w+( file)?; a ",
    # The length of each id is not said beside their number.
    r"ids of videos with commas between",
    r"must lead to a public address|cannot be fetched",
    r"(has no sound|is a picture|is a sound file|is a video|is not ready yet|no longer exists)",
    r"has no recording|a consent for a|allows to clone",
    r"^There is no voice",
    r"^This is ",
    r"Upload-Metadata",
    # The generator of the coverage phase does not read a pattern with alternatives.
    r"^Upload-Checksum must be",
    r"a part has no Content-Disposition",
    r"^Content-Type must be application/offset\+octet-stream",
]


@schemathesis.serializer("application/offset+octet-stream")
def chunk(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.auth()
class SignedIn:
    """The administrator's session; one of its own for what ends a session."""

    def get(self, case, context):
        return sign_in()

    def set(self, case, data, context):
        ends = case.operation.path.endswith("/auth/logout")
        case.headers["Authorization"] = f"Bearer {sign_in() if ends else data}"


def sign_in() -> str:
    answer = requests.post(f"{ADDRESS}/api/v1/auth/login", json=ADMIN, timeout=30)
    answer.raise_for_status()
    return answer.json()["data"]["access_token"]


@schemathesis.check
def takes_what_the_document_allows(ctx, response, case):
    """A request that fits the schema may be refused for what it means, never for its form."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code not in (400, 415, 422):
        return
    message = response.json()["error"]["message"]
    if not any(re.search(pattern, message) for pattern in SEMANTIC):
        raise AssertionError(f"{case.method} {case.path} fits the document and is refused: {message}")
