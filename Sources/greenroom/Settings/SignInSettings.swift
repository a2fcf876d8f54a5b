import Domain
import Foundation
import Logging
import Outbound
import Providers
import Sandbox

/// How people may sign in beside a password; each provider is offered once its settings are there.
struct SignInSettings: Sendable {
    /// `GREENROOM_GOOGLE_CLIENT_ID`; `GREENROOM_GOOGLE_CLIENT_SECRET`, without which only ID tokens are taken;
    /// `GREENROOM_GOOGLE_DISCOVERY_URL`, default Google's: that of any OpenID Connect provider.
    let google: GoogleIdentity.Settings?
    /// `GREENROOM_WECHAT_APP_ID` and `…_APP_SECRET` of a website app, `GREENROOM_WECHAT_OFFICIAL_APP_ID` and
    /// `…_OFFICIAL_APP_SECRET` of an official account; `GREENROOM_WECHAT_OPEN_URL`, default
    /// `https://open.weixin.qq.com`; `GREENROOM_WECHAT_API_URL`, default `https://api.weixin.qq.com`.
    let weChat: WeChatIdentity.Settings?
    /// `GREENROOM_FIREBASE_PROJECT_ID`; `GREENROOM_FIREBASE_KEYS_URL`, default Google's certificates;
    /// `GREENROOM_FIREBASE_API_KEY`, the public one of a web app, told to the page;
    /// `GREENROOM_FIREBASE_CREATE_ACCOUNTS`: whether who is new gets an account, default true.
    let firebase: FirebaseIdentity.Settings?

    /// - Throws: ``CommandFailure`` naming the setting and what is wrong with it.
    init(_ values: Values) throws {
        google = try Self.google(values)
        weChat = try Self.weChat(values)
        firebase = try Self.firebase(values)
    }

    /// What the stand-ins know.
    /// - Parameter address: where they are.
    init(standInsAt address: String) {
        google = GoogleIdentity.Settings(
            clientID: Google.clientID, clientSecret: Google.clientSecret,
            discoveryURL: address + "/google/.well-known/openid-configuration")
        weChat = WeChatIdentity.Settings(
            website: .init(id: WeChat.website.id, secret: WeChat.website.secret),
            official: .init(id: WeChat.official.id, secret: WeChat.official.secret), openURL: address + "/wechat",
            apiURL: address + "/wechat")
        firebase = FirebaseIdentity.Settings(
            projectID: Firebase.projectID,
            keysURL: address + "/firebase/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com")
    }

    /// In the order in which they are shown.
    func providers(web: WebClient, logger: Logger) -> [any IdentityProvider] {
        let all: [(any IdentityProvider)?] = [
            google.map { GoogleIdentity(settings: $0, web: web, logger: logger) },
            weChat.map { WeChatIdentity(settings: $0, web: web, logger: logger) },
            firebase.map { FirebaseIdentity(settings: $0, web: web) },
        ]
        return all.compactMap(\.self)
    }

    private static func google(_ values: Values) throws -> GoogleIdentity.Settings? {
        let secret = values.text("GREENROOM_GOOGLE_CLIENT_SECRET")
        let discovery = try values.service("GREENROOM_GOOGLE_DISCOVERY_URL") ?? GoogleIdentity.Settings.google
        let suffix = "/.well-known/openid-configuration"
        guard discovery.hasSuffix(suffix) else {
            throw CommandFailure("GREENROOM_GOOGLE_DISCOVERY_URL is \"\(discovery)\"; it must end in \(suffix)")
        }
        guard let id = values.text("GREENROOM_GOOGLE_CLIENT_ID") else {
            if secret != nil {
                throw CommandFailure("GREENROOM_GOOGLE_CLIENT_SECRET is set; GREENROOM_GOOGLE_CLIENT_ID must be, too")
            }
            return nil
        }
        return GoogleIdentity.Settings(clientID: id, clientSecret: secret, discoveryURL: discovery)
    }

    private static func weChat(_ values: Values) throws -> WeChatIdentity.Settings? {
        let website = try app(values, "GREENROOM_WECHAT_APP")
        let official = try app(values, "GREENROOM_WECHAT_OFFICIAL_APP")
        let open = try values.service("GREENROOM_WECHAT_OPEN_URL") ?? WeChatIdentity.Settings.open
        let api = try values.service("GREENROOM_WECHAT_API_URL") ?? WeChatIdentity.Settings.api
        guard website != nil || official != nil else { return nil }
        return WeChatIdentity.Settings(website: website, official: official, openURL: open, apiURL: api)
    }

    private static func app(_ values: Values, _ name: String) throws -> WeChatIdentity.App? {
        switch (values.text(name + "_ID"), values.text(name + "_SECRET")) {
        case (let id?, let secret?): return WeChatIdentity.App(id: id, secret: secret)
        case (nil, nil): return nil
        case (nil, _): throw CommandFailure("\(name)_SECRET is set; \(name)_ID must be, too")
        case (_, nil): throw CommandFailure("\(name)_ID is set; \(name)_SECRET must be, too")
        }
    }

    private static func firebase(_ values: Values) throws -> FirebaseIdentity.Settings? {
        let keys = try values.service("GREENROOM_FIREBASE_KEYS_URL") ?? FirebaseIdentity.Settings.google
        let creates = try values.flag("GREENROOM_FIREBASE_CREATE_ACCOUNTS", default: true)
        guard let project = values.text("GREENROOM_FIREBASE_PROJECT_ID") else { return nil }
        // Project ids, by the Firebase documentation: 6 to 30 lower-case letters, digits and hyphens.
        let isSane = project.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
        guard isSane, (6...30).contains(project.utf8.count) else {
            throw CommandFailure(
                "GREENROOM_FIREBASE_PROJECT_ID is \"\(project)\"; it must be a project's id such as my-studio-4f1c2")
        }
        return FirebaseIdentity.Settings(
            projectID: project, keysURL: keys, apiKey: values.text("GREENROOM_FIREBASE_API_KEY"),
            createsAccounts: creates)
    }
}

extension Values {
    /// The address of a service that secrets are sent to: https, or http on this machine.
    func service(_ name: String) throws -> String? {
        guard let text = try url(name) else { return nil }
        let host = URL(string: text)?.host() ?? ""
        guard text.hasPrefix("https://") || ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) else {
            throw CommandFailure("\(name) is \"\(text)\"; it must begin with https:// unless it is on this machine")
        }
        return text
    }
}
