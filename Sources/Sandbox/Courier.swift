import Foundation
import Synchronization

/// How a stand-in takes its events to whoever it plays for: without one they lie where they are.
/// - Returns: the status of the answer; nil when there is none.
package typealias Courier =
    @Sendable (
        _ url: String, _ headers: [String: String], _ body: Data
    ) async -> Int?

/// Where a payment service's events go, and what goes wrong on the way.
final class Deliveries: Sendable {
    /// A switch of the control page.
    enum Mishap: String, CaseIterable, Sendable {
        case doubled, late, reversed, forged, lost

        var label: String {
            switch self {
            case .doubled: "Deliver every event twice"
            case .late: "Hold events back"
            case .reversed: "Deliver what was held back in reverse order"
            case .forged: "Deliver every event with a wrong signature as well"
            case .lost: "Lose every event"
            }
        }
    }

    struct Parcel: Sendable {
        let url: String
        let headers: [String: String]
        let body: Data
        /// With a wrong signature.
        let forgery: [String: String]
    }

    private struct State {
        var mishaps: Set<Mishap> = []
        var heldBack: [Parcel] = []
        var line: Task<Void, Never>?
    }

    private let courier: Courier?
    private let state = Mutex(State())

    init(courier: Courier?) { self.courier = courier }

    var mishaps: Set<Mishap> { state.withLock { $0.mishaps } }

    /// Switches a mishap on or off. What was held back continues its way when nothing is held back any more.
    func toggle(_ mishap: Mishap) {
        let released = state.withLock { state -> [Parcel] in
            if state.mishaps.remove(mishap) == nil { state.mishaps.insert(mishap) }
            guard !state.mishaps.contains(.late) else { return [] }
            defer { state.heldBack = [] }
            return state.mishaps.contains(.reversed) ? state.heldBack.reversed() : state.heldBack
        }
        for parcel in released { carry(parcel) }
    }

    func send(_ parcel: Parcel) {
        let goes = state.withLock { state -> Bool in
            if state.mishaps.contains(.lost) { return false }
            if state.mishaps.contains(.late) {
                state.heldBack.append(parcel)
                return false
            }
            return true
        }
        if goes { carry(parcel) }
    }

    /// One after the other; what is not taken is brought twice more.
    private func carry(_ parcel: Parcel) {
        guard let courier else { return }
        let mishaps = mishaps
        state.withLock { state in
            let before = state.line
            state.line = Task {
                await before?.value
                if mishaps.contains(.forged) { _ = await courier(parcel.url, parcel.forgery, parcel.body) }
                for _ in 0..<(mishaps.contains(.doubled) ? 2 : 1) {
                    for _ in 0..<3 {
                        if let status = await courier(parcel.url, parcel.headers, parcel.body), status < 300 { break }
                    }
                }
            }
        }
    }

    /// Waits until everything on its way has arrived.
    func settle() async { await state.withLock { $0.line }?.value }
}

/// A clock that can be moved.
final class MovableClock: Sendable {
    private let offset = Mutex(0)

    /// Seconds since 1970.
    var now: Int { Self.real + offset.withLock { $0 } }

    private static var real: Int { Int(Date().timeIntervalSince1970) }

    /// A time to come that somebody names whose clock has, or has not, moved along.
    /// - Returns: the same by this clock; nil unless it lies as far ahead as `span` says.
    func moment(_ seconds: Int, ahead span: ClosedRange<Int>) -> Int? {
        if span.contains(seconds - now) { return seconds }
        return span.contains(seconds - Self.real) ? seconds - Self.real + now : nil
    }

    func advance(seconds: Int) { offset.withLock { $0 += min(max(0, seconds), 366 * 86_400 * 10) } }
}
