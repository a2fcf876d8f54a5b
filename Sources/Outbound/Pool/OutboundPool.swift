import Domain

/// What a pool has done and is doing, for the metrics.
package struct OutboundCounts: Equatable, Sendable {
    /// Connections made since the start.
    package internal(set) var opened = 0
    /// Requests that went over a connection that was open already.
    package internal(set) var reused = 0
    /// Requests that have ended, however.
    package internal(set) var finished = 0
    package internal(set) var inFlight = 0
    /// Requests that wait for a place.
    package internal(set) var waiting = 0
}

/// All transfers of one kind go through one pool: connections are kept and used again, places are few and shared
/// fairly. This room is for everything that leaves the machine; it trusts neither names nor redirects, only the address
/// a connection is really made to.
package final class OutboundPool: Sendable {
    private let loop: CurlLoop

    /// - Parameters:
    ///   - name: of its thread.
    ///   - places: transfers at a time.
    ///   - perShare: at a time for one share, such as a service or an account.
    ///   - waitingPerShare: wait for a place; more are refused.
    package init(name: String = "outbound", places: Int = 64, perShare: Int = 16, waitingPerShare: Int = 256) {
        loop = CurlLoop(
            name: name,
            places: FairPlaces(places: places, perOwner: perShare, waitingPerOwner: waitingPerShare), kept: places)
    }

    deinit { loop.stop() }

    package var counts: OutboundCounts { loop.counts }

    /// Returns when the transfer has ended; what came of it, the transfer says. Cancelling the caller ends it.
    func run(_ transfer: CurlTransfer) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
                transfer.ended = { done.resume() }
                loop.start(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
    }
}
