import Domain

/// What whoever runs the server may choose about its edge.
package struct EdgeSettings: Sendable {
    package var host: String
    /// 0 takes a free one.
    package var port: Int
    /// Absolute path of the web app's folder.
    package var webFolder: String
    package var version: String
    /// Reverse proxies whose forwarded headers are believed.
    package var trustedProxies: [AddressBlock] = []
    /// Pages of other origins that may use the API.
    package var crossOrigin = CrossOrigin()
    package var rates = RateLimits.off
    /// How browsers reach the server; nil when they use the address it listens on.
    package var publicURL: String?
    /// Nil speaks plain HTTP.
    package var tls: TLSIdentity?
    /// With TLS: where plain HTTP is told to come by https; nil listens nowhere else.
    package var redirectPort: Int?
    /// How long browsers are told to come back by https only (RFC 6797); 0 tells them nothing.
    package var strictTransportSeconds = 0
    /// Whether browsers reach the server by https, as far as no proxy says otherwise.
    var isSecure: Bool { tls != nil || publicURL?.hasPrefix("https:") ?? false }
    /// Lets metrics be read from elsewhere than this machine; nil lets nobody.
    package var metricsToken: String?
    /// Whether administrators may do nothing as such until they have a second factor.
    package var adminsNeedSecondFactor = false
    package var limits = ServerLimits()

    package init(host: String, port: Int, webFolder: String, version: String) {
        self.host = host
        self.port = port
        self.webFolder = webFolder
        self.version = version
    }
}
