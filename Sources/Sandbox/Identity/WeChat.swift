import Crypto
import Foundation
import Hummingbird
import Synchronization

/// WeChat's login for websites and inside official accounts. As there, a failure is HTTP 200 with an `errcode`, and
/// answers are called `text/plain`.
package final class WeChat: StandIn {
    package struct App: Sendable {
        package let id: String
        package let secret: String
    }

    package static let website = App(id: "wx5a0db0c0de000001", secret: "sandbox-wechat-website-secret")
    package static let official = App(id: "wx5a0db0c0de000002", secret: "sandbox-wechat-official-secret")

    package let name = "wechat"
    package let title = "WeChat"
    package let pages: [(title: String, path: String)] = []

    /// Somebody in one app. A preview of a page inside WeChat is nobody in particular.
    private struct Visitor {
        let person: DemoPerson
        let app: App
        let scope: String
        let isPreview: Bool

        /// One person has another one in each app.
        var openID: String { "o" + WeChat.mark(app.id + person.id, length: 27) }
        /// The same in both apps; Sam's are not bound to one open-platform account.
        var unionID: String? { person.emailIsVerified ? "u" + WeChat.mark(person.id, length: 27) : nil }
    }

    private struct State {
        var codes: [String: (visitor: Visitor, expiresAt: Date)] = [:]
        var usedCodes: Set<String> = []
        var bearers: [String: Visitor] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func register(on group: RouterGroup<BasicRequestContext>) {
        group.get("/connect/qrconnect") { request, _ in
            Self.page(request, app: Self.website, scopes: ["snsapi_login"])
        }
        group.get("/connect/oauth2/authorize") { request, _ in
            Self.page(request, app: Self.official, scopes: ["snsapi_base", "snsapi_userinfo"])
        }
        group.post("/connect/confirm") { request, _ in try await self.confirm(request) }
        group.get("/sns/oauth2/access_token") { request, _ in self.accessToken(request) }
        group.get("/sns/userinfo") { request, _ in self.userinfo(request) }
        group.get("/sns/auth") { request, _ in
            let visitor = self.state.withLock { $0.bearers[request.asked("access_token")] }
            guard let visitor, visitor.openID == request.asked("openid") else {
                return Self.refusal(40003, "invalid openid")
            }
            return Self.refusal(0, "ok")
        }
    }

    private static func page(_ request: Request, app: App, scopes: [String]) -> Response {
        let scope = request.asked("scope")
        guard request.asked("appid") == app.id, request.asked("response_type") == "code", scopes.contains(scope),
            URL(string: request.asked("redirect_uri"))?.host() != nil, request.asked("state").utf8.count <= 128
        else { return Page.html("WeChat", "<p>Scope 参数错误或没有 Scope 权限</p>", status: .badRequest) }
        let hidden = ["appid", "redirect_uri", "state", "scope"].map { ($0, request.asked($0)) }
        let preview = app.id == official.id ? [("preview", "Preview user (snapshot)")] : []
        let people = DemoPerson.all.map { ($0.id, $0.name) } + preview + [("", "Cancel")]
        let base = request.base + "/wechat/connect/confirm"
        return Page.html("WeChat 微信登录", Page.choices(action: base, name: "person", people, hidden: hidden))
    }

    private func confirm(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let echo = [("state", form["state"] ?? "")]
        let redirectURI = form["redirect_uri"] ?? ""
        guard let app = [Self.website, Self.official].first(where: { $0.id == form["appid"] }) else {
            return Page.html("WeChat", "", status: .badRequest)
        }
        let isPreview = form["person"] == "preview"
        guard let person = isPreview ? DemoPerson.all[0] : DemoPerson.with(id: form["person"] ?? "") else {
            return Page.redirect(to: redirectURI, echo)  // a cancelled login comes back without a code
        }
        let code = Random.hex(bytes: 16)
        let visitor = Visitor(person: person, app: app, scope: form["scope"] ?? "", isPreview: isPreview)
        state.withLock { $0.codes[code] = (visitor, Date(timeIntervalSinceNow: 300)) }
        return Page.redirect(to: redirectURI, [("code", code)] + echo)
    }

    private func accessToken(_ request: Request) -> Response {
        guard let app = [Self.website, Self.official].first(where: { $0.id == request.asked("appid") }) else {
            return Self.refusal(40013, "invalid appid")
        }
        guard request.asked("secret") == app.secret else { return Self.refusal(40125, "invalid appsecret") }
        let code = request.asked("code")
        guard !code.isEmpty else { return Self.refusal(41008, "missing code") }
        let bearer = "at_" + Random.hex(bytes: 24)
        let (visitor, wasUsed) = state.withLock { state -> (Visitor?, Bool) in
            guard let (visitor, end) = state.codes[code], visitor.app.id == app.id, end > Date() else {
                return (nil, state.usedCodes.contains(code))
            }
            state.codes[code] = nil
            state.usedCodes.insert(code)
            state.bearers[bearer] = visitor
            return (visitor, false)
        }
        guard let visitor else {
            return wasUsed ? Self.refusal(40163, "code been used") : Self.refusal(40029, "invalid code")
        }
        var answer: [String: Any] = [
            "access_token": bearer, "expires_in": 7200, "refresh_token": "rt_" + Random.hex(bytes: 24),
            "openid": visitor.openID, "scope": visitor.scope,
        ]
        if visitor.isPreview { answer["is_snapshotuser"] = 1 }
        if let unionID = visitor.unionID { answer["unionid"] = unionID }
        return Page.json(answer, type: "text/plain")
    }

    private func userinfo(_ request: Request) -> Response {
        guard let visitor = state.withLock({ $0.bearers[request.asked("access_token")] }) else {
            return Self.refusal(40001, "invalid credential, access_token is invalid or not latest")
        }
        guard visitor.openID == request.asked("openid") else { return Self.refusal(40003, "invalid openid") }
        guard visitor.scope != "snsapi_base" else { return Self.refusal(48001, "api unauthorized") }
        var answer: [String: Any] = [
            "openid": visitor.openID, "nickname": visitor.person.name, "sex": 0, "province": "", "city": "",
            "country": "", "headimgurl": "", "privilege": [String](),
        ]
        if let unionID = visitor.unionID { answer["unionid"] = unionID }
        return Page.json(answer, type: "text/plain")
    }

    private static func refusal(_ code: Int, _ message: String) -> Response {
        let said = code == 0 ? message : "\(message), rid: \(Random.hex(bytes: 8))"
        return Page.json(["errcode": code, "errmsg": said], type: "text/plain")
    }

    private static func mark(_ text: String, length: Int) -> String {
        String(Random.base64URL(SHA256.hash(data: Data(text.utf8))).prefix(length))
    }
}
