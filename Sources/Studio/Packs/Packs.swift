import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Packs of models: administrators have them fetched one after another while the server runs, and removed.
package final class Packs: Sendable {
    /// A pack with what is there of it and what is being done about it.
    package struct View: Equatable, Sendable {
        package let pack: Pack
        package let state: PackState
        package let work: PackWork?
    }

    private struct Order: Sendable {
        let pack: String
        let admin: AccountID
    }

    /// Orders wait in it; as many as there are packs fit.
    private static let mostOrders = 64
    /// Between two ticks of progress.
    private static let tick: Duration = .milliseconds(250)

    private let shelf: any PackShelf
    private let store: Store
    private let feed: EventFeed
    private let voices: Voices
    private let logger: Logger
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp
    private let work = Mutex<[String: PackWork]>([:])
    private let orders: AsyncStream<Order>
    private let desk: AsyncStream<Order>.Continuation

    package init(
        shelf: any PackShelf, store: Store, feed: EventFeed, voices: Voices, logger: Logger, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.shelf = shelf
        self.store = store
        self.feed = feed
        self.voices = voices
        self.logger = logger
        self.newID = newID
        self.now = now
        (orders, desk) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.mostOrders))
    }

    package func list() async throws -> [View] {
        var views: [View] = []
        for pack in shelf.packs { views.append(try await view(of: pack)) }
        return views
    }

    /// Has a pack fetched, or mended, as soon as those before it are there.
    /// - Throws: ``StudioError/notFound(_:)``; ``StudioError/conflict(_:)`` when too many wait.
    package func add(_ id: String, by admin: AccountID, client: Client) async throws -> View {
        let pack = try find(id)
        let isNew = work.withLock { work in
            guard work[id]?.isUnderWay != true else { return false }
            work[id] = .waiting
            return true
        }
        if isNew {
            try await note(.packAdd, id, by: admin, client: client)
            guard case .enqueued = desk.yield(Order(pack: id, admin: admin)) else {
                work.withLock { $0[id] = nil }
                throw StudioError.conflict("too many packs are waiting")
            }
        }
        return try await view(of: pack)
    }

    /// Deletes what no other pack needs. Work that has begun continues to its end.
    /// - Throws: ``StudioError/notFound(_:)``; ``StudioError/conflict(_:)`` for a basic one, or while it is being fetched.
    package func remove(_ id: String, by admin: AccountID, client: Client) async throws {
        _ = try find(id)
        guard work.withLock({ $0[id]?.isUnderWay != true }) else {
            throw StudioError.conflict("the pack is being installed")
        }
        do throws(PackError) {
            try await shelf.remove(id)
        } catch {
            switch error {
            case .unknown: throw StudioError.notFound("pack")
            case .basic: throw StudioError.conflict("the basic packs cannot be removed")
            case .busy: throw StudioError.conflict("another program is changing the packs")
            case .storageFull: throw StudioError.storageFull
            case .offline, .unreachable, .altered, .notWritable, .cancelled:
                logger.error("a pack cannot be removed", metadata: ["pack": "\(id)", "reason": "\(error)"])
                throw StudioError.unavailable("the pack cannot be removed right now; the server's log says why")
            }
        }
        work.withLock { $0[id] = nil }
        voices.forget()
        try await note(.packRemove, id, by: admin, client: client)
    }

    private func find(_ id: String) throws -> Pack {
        guard let pack = shelf.packs.first(where: { $0.id == id }) else { throw StudioError.notFound("pack") }
        return pack
    }

    private func view(of pack: Pack) async throws -> View {
        do throws(PackError) {
            return View(
                pack: pack, state: try await shelf.state(of: pack.id), work: work.withLock { $0[pack.id] })
        } catch { throw StudioError.notFound("pack") }
    }

    private func note(
        _ action: AuditEntry.Action, _ id: String, by admin: AccountID, client: Client
    ) async throws {
        try await store.note(
            AuditEntry(
                id: newID.next(), at: now(), actor: admin, action: action,
                target: AuditEntry.Target(kind: "pack", id: id), address: client.address, userAgent: client.userAgent))
    }
}

extension Packs: Service {
    /// Fetches what is ordered, until the server stops; an attempt that is cut off continues when it is ordered again.
    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            for await order in orders { await carryOut(order) }
        }
    }

    private func carryOut(_ order: Order) async {
        set(.adding(done: 0, of: 0), order)
        let last = Mutex(ContinuousClock.now - Self.tick)
        do throws(PackError) {
            try await shelf.add(order.pack) { [self] done, total in
                let isDue = last.withLock { last in
                    guard ContinuousClock.now - last >= Self.tick else { return false }
                    last = .now
                    return true
                }
                if isDue { set(.adding(done: done, of: total), order) }
            }
            voices.forget()
            set(nil, order)
            logger.info("a pack was installed", metadata: ["pack": "\(order.pack)"])
        } catch {
            set(.failed(error), order)
            logger.warning(
                "a pack could not be installed", metadata: ["pack": "\(order.pack)", "reason": "\(error)"])
        }
    }

    private func set(_ now: PackWork?, _ order: Order) {
        work.withLock { $0[order.pack] = now }
        feed.publish(.pack(order.pack, now), account: order.admin)
    }
}
