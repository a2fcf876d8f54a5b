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
    /// Whether browsers reach the server by https.
    package var isPublicURLSecure = false
    /// How browsers reach the server; nil when they use the address it listens on.
    package var publicURL: String?
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
