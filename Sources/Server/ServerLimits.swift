import NIOCore

/// What a client may ask of the server at most.
package struct ServerLimits: Sendable {
    /// Of one connection.
    package struct Connection: Sendable {
        /// Time in which nothing comes, and between requests.
        package var idle: TimeAmount = .seconds(60)
        /// Time for a request's head to arrive, however it trickles in.
        package var head: TimeAmount = .seconds(90)
        /// Connections of one network that wait for a head; the oldest of them go when there are more.
        package var waitingHeads = 256
        /// A body must bring `rateBytes` in every `rateWindow` while we wait for it.
        package var rateWindow: TimeAmount = .seconds(30)
        package var rateBytes = 4096
        /// Time for a client to take what we have written so far.
        package var writeStall: TimeAmount = .seconds(60)
        /// What a client may keep sending after its request was refused.
        package var drainBytes = 4 << 20
        package var drainTime: TimeAmount = .seconds(5)
        /// Of all header fields of a request together, in bytes.
        package var headerBytes = 32 << 10
        package var headerFields = 100

        package init() {}
    }

    package var connection = Connection()
    package var connections = 4096
    /// Of those, how many one client may hold.
    var connectionsOfClient: Int { max(8, connections / 4) }
    /// Of a JSON request body.
    package var jsonBytes = 1 << 20
    /// Live event streams of one account.
    package var eventStreams = 16
    /// The longest `Prefer: wait`.
    package var wait: Duration = .seconds(60)
    /// The pause between two comments on a silent event stream.
    package var heartbeat: Duration = .seconds(15)
    /// What requests under way have left when the server shuts down; connections are closed after it.
    package var shutdownGrace: Duration = .seconds(4)
    /// Requests slower than this are logged at `notice`.
    package var slowRequest: Duration = .seconds(2)

    package init() {}
}
