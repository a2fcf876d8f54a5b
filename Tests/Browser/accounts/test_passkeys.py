"""Passkeys, made and shown by Chromium itself with a virtual authenticator."""

import secrets

from harness import Harness

#: In the page: calls the API the way the web app does, with the session in cookies.
call = """
    const call = async (path, body) => {
        const headers = { "Content-Type": "application/json", "X-Greenroom-Session": "cookie" };
        const answer = await fetch("/api/v1" + path, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
        return { status: answer.status, ...(await answer.json()) };
    };
"""


def stage(harness: Harness, verified=True):
    """A page at the server's name (browsers make no passkeys for addresses) and its authenticator."""
    context = harness.browser.new_context()
    harness.contexts.append(context)
    page = context.new_page()
    page.goto(harness.address.replace("127.0.0.1", "localhost"))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verified, "automaticPresenceSimulation": True,
        "defaultBackupEligibility": True, "defaultBackupState": True,
    }
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return page, devtools, device


def sign_up_with_passkey(page):
    email = f"{secrets.token_hex(6)}@example.com"
    made = page.evaluate(
        f"""async (email) => {{
            {call}
            await call("/auth/register", {{ email, password: "a long and quiet sentence" }});
            const {{ data }} = await call("/auth/passkeys/options");
            const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(data.public_key);
            const credential = await navigator.credentials.create({{ publicKey }});
            return call("/auth/passkeys", {{ name: "This computer", credential: credential.toJSON() }});
        }}""",
        email,
    )
    assert made["status"] == 201, made
    return email


def sign_in(page):
    return page.evaluate(
        f"""async () => {{
            {call}
            const {{ data }} = await call("/auth/passkeys/login/options");
            const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(data.public_key);
            const credential = await navigator.credentials.get({{ publicKey }});
            return call("/auth/passkeys/login", {{ credential: credential.toJSON() }});
        }}"""
    )


def test_a_passkey_signs_in_without_an_address_or_a_password(harness: Harness):
    page, _, _ = stage(harness)
    email = sign_up_with_passkey(page)
    page.context.clear_cookies()

    first, second = sign_in(page), sign_in(page)

    assert first["status"] == second["status"] == 200, (first, second)
    assert first["data"]["user"]["email"] == email
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert {"greenroom_access", "greenroom_refresh"} <= names


def test_a_copied_passkey_is_noticed_by_its_counter(harness: Harness):
    page, devtools, device = stage(harness)
    sign_up_with_passkey(page)
    assert sign_in(page)["status"] == 200
    copy = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"][0]
    assert sign_in(page)["status"] == 200

    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    devtools.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": copy})
    refused = sign_in(page)

    assert refused["status"] == 401 and "copied" in refused["error"]["message"], refused
