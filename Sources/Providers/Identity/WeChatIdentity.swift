import Domain
import Foundation
import Logging
import Outbound

/// WeChat's login on websites and inside official accounts. There is no ID token: a code is exchanged with secrets in
/// the query, so that no address of these calls may be logged, and failures come as HTTP 200 with an `errcode`
/// (developers.weixin.qq.com, "网站应用微信登录开发指南" and "网页授权").
package struct WeChatIdentity: IdentityProvider {
    package struct App: Equatable, Sendable {
        package let id: String
        package let secret: String

        package init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    package struct Settings: Sendable {
        /// At least one of the two is there.
        package let website: App?
        package let official: App?
        /// Where the browser is sent, without a path.
        package let openURL: String
        /// Who is asked, without a path.
        package let apiURL: String

        package static let open = "https://open.weixin.qq.com"
        package static let api = "https://api.weixin.qq.com"

        package init(website: App?, official: App?, openURL: String = open, apiURL: String = api) {
            self.website = website
            self.official = official
            self.openURL = openURL
            self.apiURL = apiURL
        }
    }

    package let facts: ProviderFacts
    private let settings: Settings
    private let web: WebClient
    private let logger: Logger

    package init(settings: Settings, web: WebClient, logger: Logger) {
        self.settings = settings
        self.logger = logger
        self.web = web.naming([settings.apiURL], as: "wechat")
        var client: [String: String] = [:]
        if let website = settings.website { client["app_id"] = website.id }
        if let official = settings.official { client["official_app_id"] = official.id }
        facts = ProviderFacts(id: "wechat", name: "WeChat", kind: .redirect, client: client)
    }

    package func address(for attempt: SignInAttempt) async throws(IdentityError) -> SignInAddress {
        // The app's own browser names itself; only there the official account's page works.
        let isInside = attempt.userAgent.contains("MicroMessenger")
        guard let app = (isInside ? settings.official : nil) ?? settings.website ?? settings.official else {
            throw .unsupported
        }
        let isOfficial = app == settings.official
        let request = WebRequest.get(
            settings.openURL + (isOfficial ? "/connect/oauth2/authorize" : "/connect/qrconnect"),
            query: [
                ("appid", app.id), ("redirect_uri", attempt.redirectURI), ("response_type", "code"),
                ("scope", isOfficial ? "snsapi_userinfo" : "snsapi_login"), ("state", attempt.state),
            ])
        return SignInAddress(url: request.url + "#wechat_redirect", app: app.id)
    }

    package func identify(_ proof: IdentityProof) async throws(IdentityError) -> ProvenIdentity {
        guard case .code(let code) = proof else { throw .unsupported }
        let apps = [settings.website, settings.official].compactMap(\.self)
        guard let app = code.app.map({ id in apps.first { $0.id == id } }) ?? apps.first else {
            throw .rejected(.audience, "the app is unknown here")
        }
        let grant = try await ask(
            "/sns/oauth2/access_token",
            [("appid", app.id), ("secret", app.secret), ("code", code.text), ("grant_type", "authorization_code")],
            as: Grant.self)
        guard grant.is_snapshotuser != 1 else {
            throw .rejected(.person, "this is a preview; open the whole page in WeChat to sign in")
        }
        let scopes = (grant.scope ?? "").split(separator: ",")
        var profile: Profile?
        if scopes.contains("snsapi_login") || scopes.contains("snsapi_userinfo") {
            profile = try await ask(
                "/sns/userinfo",
                [("access_token", grant.access_token), ("openid", grant.openid), ("lang", "zh_CN")], as: Profile.self)
        }
        guard (1...255).contains(grant.openid.utf8.count), profile?.openid ?? grant.openid == grant.openid else {
            throw .failed("the provider contradicts itself about who this is")
        }
        var keys = [IdentityKey(realm: app.id, subject: grant.openid)]
        if let union = profile?.unionid ?? grant.unionid, (1...255).contains(union.utf8.count) {
            keys.insert(IdentityKey(realm: "unionid", subject: union), at: 0)
        }
        return ProvenIdentity(keys: keys, name: profile?.nickname)
    }

    private func ask<Answer: Decodable>(
        _ path: String, _ query: [(String, String)], as type: Answer.Type
    ) async throws(IdentityError) -> Answer {
        let request = WebRequest.get(settings.apiURL + path, query: query)
        var reply = try await web.answer(to: request)
        var refusal = Self.refusal(in: reply)
        if refusal == Self.isBusy {
            reply = try await web.answer(to: request)
            refusal = Self.refusal(in: reply)
        }
        if let refusal {
            if Self.badCodes.contains(refusal) {
                throw .rejected(.code, "the code is not good any more; sign in again")
            }
            logger.warning("a provider refuses", metadata: ["provider": "wechat", "errcode": "\(refusal)"])
            throw .failed("the provider refuses with errcode \(refusal)")
        }
        guard reply.status == 200, let answer = try? JSONDecoder().decode(type, from: reply.body) else {
            throw .failed("the provider's answer cannot be read, status \(reply.status)")
        }
        return answer
    }

    /// Documented as "system is busy, try again".
    private static let isBusy = -1
    /// Invalid, used, missing: what a person gets who comes late or twice.
    private static let badCodes: Set<Int> = [40029, 40163, 41008]

    private static func refusal(in reply: WebResponse) -> Int? {
        let code = (try? JSONDecoder().decode(Refusal.self, from: reply.body))?.errcode
        return code == 0 ? nil : code
    }

    private struct Refusal: Decodable { let errcode: Int }

    private struct Grant: Decodable {
        let access_token: String
        let openid: String
        let unionid: String?
        let scope: String?
        let is_snapshotuser: Int?
    }

    private struct Profile: Decodable {
        let openid: String
        let unionid: String?
        let nickname: String?
    }
}
