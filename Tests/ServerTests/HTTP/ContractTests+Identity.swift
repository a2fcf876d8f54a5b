import Foundation
import Testing

extension ContractTests {
    /// Every route of signing in by somebody else's word.
    func identities(_ anyone: TestClient, _ kim: TestClient) async throws {
        _ = try await anyone.get("/api/v1/auth/providers")
        for provider in ["google", "wechat"] {
            var browser = Browser(anyone)
            _ = try await browser.signIn(provider, as: .ada)
        }
        let code = """
            {"code": "\(try await StandIns.googleCode(.lin))", "code_verifier": "\(StandIns.verifier)",
            "redirect_uri": "\(StandIns.redirectURI)"}
            """
        let proofs = [
            ("google", code, #"{"id_token": "\#(try await StandIns.googleToken(.kenji))"}"#),
            (
                "wechat", #"{"code": "\#(try await StandIns.weChatCode(.lin))"}"#,
                #"{"code": "\#(try await StandIns.weChatCode(.kenji))"}"#
            ),
            (
                "firebase", #"{"id_token": "\#(try await StandIns.firebaseToken(.sam))"}"#,
                #"{"id_token": "\#(try await StandIns.firebaseToken(.kenji))"}"#
            ),
        ]
        for (provider, toSignIn, toLink) in proofs {
            _ = try await anyone.post("/api/v1/auth/\(provider)/login", json: toSignIn)
            _ = try await kim.post("/api/v1/auth/identities/\(provider)", json: toLink)
        }
        let linked = try await kim.get("/api/v1/auth/identities").data["items"]
        #expect(linked.array.count == 3)
        _ = try await kim.send("DELETE", "/api/v1/auth/identities/\(linked[0]["id"].string ?? "")")
    }
}
