import CCurl
import Domain
import Foundation
import Synchronization

/// One piece of work for libcurl: what every protocol of ours has in common. HTTP and SMTP override the rest.
///
/// `@unchecked Sendable`: everything but ``isCancelled`` is touched by the loop's thread only, from ``makeHandle()``
/// to ``finish(_:)``, and by the caller before and after.
class CurlTransfer: @unchecked Sendable {
    enum Reading {
        case bytes(Int)
        /// Nothing is there yet; ``resume`` is called when something is.
        case pause
        case abort
    }

    enum Taking {
        case all
        /// Not now: the same bytes come again after ``resume``.
        case pause
        case stop
    }

    enum End {
        case done(CURLcode, CurlHandle)
        case cancelled
        /// The time was over before there was a place.
        case timedOut
        /// Too many wait already.
        case busy
        case outOfMemory
    }

    /// Whose places it takes, see ``OutboundPool``.
    let share: String
    let endsAt: ContinuousClock.Instant
    private let addresses: AddressPolicy
    private let cancelled = Atomic(false)
    /// Whether the last address looked at was one that the policy keeps closed.
    private(set) var isForbidden = false
    /// How often the request was about to be written to a connection.
    private(set) var sends = 0
    /// Continues with a paused transfer; may be called on any thread.
    var resume: @Sendable () -> Void = {}
    /// Called once after ``finish(_:)``.
    var ended: @Sendable () -> Void = {}

    init(share: String, endsAt: ContinuousClock.Instant, addresses: AddressPolicy) {
        self.share = share
        self.endsAt = endsAt
        self.addresses = addresses
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func markCancelled() { cancelled.store(true, ordering: .relaxed) }

    /// - Returns: nil when there is no memory for one.
    func makeHandle() -> CurlHandle? { nil }

    /// Whether it may be sent a second time, when a kept connection turns out to be dead.
    var isRepeatable: Bool { false }

    /// The next bytes of what is sent, into room that is never empty; 0 is its end.
    func read(into room: UnsafeMutableRawBufferPointer) -> Reading { .bytes(0) }
    /// - Returns: false when it cannot be read again from its start.
    func rewind() -> Bool { false }
    /// A line of the answer's head, with its end.
    /// - Returns: false ends the transfer.
    func take(header line: UnsafeRawBufferPointer) -> Bool { true }
    func take(body bytes: UnsafeRawBufferPointer) -> Taking { .all }
    /// Once, after everything else.
    func finish(_ end: End) {}

    final func conclude(_ end: End) {
        finish(end)
        resume = {}
        ended()
        ended = {}
    }

    /// An address is about to be connected to.
    final func mayConnect(to address: IPAddress?) -> Bool {
        let isAllowed = address.map(addresses.allows) ?? false
        // Of several addresses of a name, one may be refused before another is connected to.
        isForbidden = !isAllowed
        return isAllowed
    }

    /// The request is about to be written to a connection, which may be a kept one that another policy let through.
    final func maySend(to address: String?) -> Bool {
        sends += 1
        guard sends == 1 || isRepeatable else { return false }
        return mayConnect(to: address.flatMap { IPAddress($0) })
    }
}
