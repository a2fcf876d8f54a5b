import Studio

/// What every controller is built from: the studio, how the edge is set, and what several controllers share.
struct Edge: Sendable {
    let house: House
    let settings: EdgeSettings
    let metrics: MetricsRegistry
    /// What is not well, as sentences; empty when the server can do its work.
    let complaints: @Sendable () async -> [String]
    let tokens: AccessTokens
    let signIns: SignInAnswers
    let replays: ReplayGate
    let addresses: MediaAddresses
    let media: MediaDelivery

    init(
        house: House, tokens: AccessTokens, settings: EdgeSettings, metrics: MetricsRegistry,
        complaints: @escaping @Sendable () async -> [String]
    ) {
        self.house = house
        self.settings = settings
        self.metrics = metrics
        self.complaints = complaints
        self.tokens = tokens
        signIns = SignInAnswers(tokens: tokens)
        replays = ReplayGate(idempotency: house.idempotency, limits: settings.limits)
        addresses = MediaAddresses(links: house.links)
        media = MediaDelivery(
            files: house.files, soundness: house.soundness, addresses: addresses, redirects: house.redirects)
    }

    var limits: ServerLimits { settings.limits }
}

/// The routes of one resource. Each is named once, in ``App/controllers``.
protocol Controller: Sendable {
    init(_ edge: Edge)

    var operations: [Operation] { get }
}
