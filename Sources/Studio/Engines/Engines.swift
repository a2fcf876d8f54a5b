import Domain
import Storage

/// The engines, for those who choose one and those who look after them.
package struct Engines: Sendable {
    /// An engine with what it does now.
    package struct View: Sendable {
        package let entry: RosterEntry
        package let running: Int
        package let waiting: Int
    }

    /// A GPU of this machine with what it does now.
    package struct GPUView: Sendable {
        package let gpu: GPU
        /// Whoever causes it; nil when it does not tell.
        package let load: GPULoad?
        /// What tasks of ours were promised of it.
        package let promised: Admission.Load
    }

    private let store: Store
    private let roster: Roster
    private let board: QueueBoard
    private let scheduler: Scheduler
    private let inventory: (any GPUInventory)?
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, board: QueueBoard, scheduler: Scheduler, inventory: (any GPUInventory)? = nil, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        roster = board.roster
        self.board = board
        self.scheduler = scheduler
        self.inventory = inventory
        self.newID = newID
        self.now = now
    }

    /// All of them, as the server lists them.
    package func list() -> [View] { roster.entries.map(view) }

    /// Those that a new task may be given to, the first choice first for each kind by ``EngineChoice``.
    package func choosable() -> [View] { roster.entries.filter(\.takesTasks).map(view) }

    /// The GPUs of this machine; asks them.
    package func gpus() async -> [GPUView] {
        let loads = await inventory?.loads() ?? []
        return roster.gpus.map { gpu in
            GPUView(gpu: gpu, load: loads.first { $0.index == gpu.index }, promised: board.load(of: gpu))
        }
    }

    /// Files of the folders of manifests that are no engines.
    package var faults: [EngineFault] { roster.faults }

    /// Changes an engine while the server runs, kept with its line in the log.
    /// - Throws: ``StudioError/notFound(_:)``, ``StudioError/invalid(field:reason:)``.
    package func change(
        _ name: String, _ change: EngineChange, by admin: AccountID, client: Client
    ) async throws -> View {
        guard let entry = roster.entry(name) else { throw StudioError.notFound("engine") }
        let note = AuditEntry(
            id: newID.next(), at: now(), actor: admin, action: .engineChange,
            target: AuditEntry.Target(kind: "engine", id: name), address: client.address,
            userAgent: client.userAgent, details: change.details)
        try await store.changeEngine(name, noting: note) { [roster] in
            roster.update($0)
        } _: {
            $0 = try change.apply(to: $0, of: entry.facts)
        }
        if change.state == .enabled { await roster.lookAfter(name) }
        await scheduler.rosterChanged()
        return view(roster.entry(name) ?? entry)
    }

    private func view(_ entry: RosterEntry) -> View {
        let load = board.load(of: entry.name)
        return View(entry: entry, running: load.running, waiting: load.waiting)
    }
}
