import Domain
import Foundation
import Storage

/// Every part of the studio, built once, bottom-up, from its ports. The server and the tests are given all parts by
/// this one value; a new part is declared and built here and nowhere else.
package struct House: Sendable {
    package let home: Home
    package let store: Store
    package let blobs: BlobStore
    package let secrets: SecretKeys
    /// Where every signature of this home comes from.
    package let signingKey: Data
    package let refusals: Refusals
    package let feed: EventFeed
    package let roster: Roster
    package let board: QueueBoard

    package let files: Files
    package let cuts: Cuts
    package let renditions: Renditions
    package let uploads: Uploads
    package let directUploads: DirectUploads
    package let links: MediaLinks
    package let soundness: MediaSoundness
    package let library: Library
    package let tags: Tags
    package let folders: Folders
    package let shares: Shares
    package let notices: Notices
    package let webhooks: Webhooks
    package let deliveries: Deliveries
    package let scheduler: Scheduler
    package let tasks: Tasks
    package let engines: Engines
    package let exchange: EngineExchange
    package let models: TrainedModels
    package let consents: Consents
    let listening: ConsentListening
    let comparing: ConsentComparing
    let decisions: ConsentDecisions
    package let voices: Voices
    /// Nil when no packs of models are known.
    package let packs: Packs?
    package let accounts: Accounts
    package let addresses: Addresses
    package let identities: Identities
    package let security: Security
    package let keys: APIKeys
    package let administration: Administration
    package let invitations: Invitations
    package let preferences: Preferences
    package let idempotency: Idempotency
    package let billing: Billing
    package let credits: Credits
    package let dashboard: Dashboard
    package let payments: Payments
    package let receipts: Receipts
    package let outbox: OutboxDesk
    package let privacy: Privacy
    package let backups: Backups
    package let mirrors: Mirrors
    package let local: LocalMedia
    package let redirects: MediaRedirects
    package let verification: Verification
    package let setup: SetupRestore
    package let watch: DamageWatch

    let ports: Ports
    let rules: Rules

    /// - Parameter store: the home's, open.
    /// - Throws: what reading the home's keys throws.
    package init(home: Home, store: Store, ports: Ports, rules: Rules = Rules()) throws {
        let (newID, now) = (IDSource(now: ports.now), ports.now)
        self.home = home
        self.store = store
        self.ports = ports
        self.rules = rules
        let source = MirrorSource(store: store, mirrors: ports.mirrors.map(\.mirror), now: now)
        blobs = BlobStore(home: home.path, source: source, settling: rules.blobSettling)
        secrets = try home.secretKeys()
        signingKey = try home.signingKey()
        refusals = Refusals(metrics: ports.metrics)
        feed = EventFeed(now: now(), ends: TaskEnds(metrics: ports.metrics))
        roster = Roster(
            engines: ports.engines, faults: ports.engineFaults, gpus: ports.gpus,
            mostTrainings: rules.queue.mostTrainings, askPause: rules.queue.askPause,
            now: now,
            steady: ports.steady)
        board = QueueBoard(roster: roster, now: now, steady: ports.steady)

        let billing = ports.priceBook.map { Billing(mode: rules.billing, book: $0, store: store, now: now) } ?? .off
        self.billing = billing
        files = Files(
            store: store, blobs: blobs, home: home, probe: ports.probe, fetcher: ports.fetcher, limits: rules.uploads,
            planBytes: { try await billing.terms(of: $0)?.storageBytes },
            counts: MediaCounts(metrics: ports.metrics), logger: ports.logger, newID: newID, now: now)
        cuts = Cuts(files: files, store: store, blobs: blobs, editor: ports.editor, logger: ports.logger)
        renditions = Renditions(
            folder: home.renditions, blobs: blobs, editor: ports.editor, logger: ports.logger)
        uploads = Uploads(
            store: store, files: files, blobs: blobs, home: home, lifetime: rules.uploadLifetime, newID: newID,
            now: now)
        directUploads = DirectUploads(
            store: store, files: files, blobs: blobs, ports: ports.mirrors, way: rules.uploadWay,
            lifetime: rules.uploadLifetime, logger: ports.logger, newID: newID, now: now)
        links = MediaLinks(signingKey: signingKey, lifetime: rules.linkLifetime, now: now)
        soundness = MediaSoundness(blobs: blobs, logger: ports.logger)
        library = Library(store: store, blobs: blobs, soundness: soundness, newID: newID, now: now)
        tags = Tags(store: store)
        folders = Folders(store: store, newID: newID, now: now)
        let callbacks = CallbackAddresses(sender: ports.callbacks)
        scheduler = Scheduler(
            store: store, blobs: blobs, home: home, probe: ports.probe, marker: ports.marker, roster: roster,
            board: board, feed: feed, settings: rules.queue, logger: ports.logger, newID: newID, now: now)
        credits = Credits(store: store, billing: billing, newID: newID, now: now)
        tasks = Tasks(
            store: store, blobs: blobs, home: home, files: files, library: library, roster: roster,
            board: board, feed: feed, scheduler: scheduler, activeTasks: rules.activeTasks,
            waitsForConsents: rules.waitsForConsents, billing: billing, callbacks: callbacks, logger: ports.logger,
            newID: newID, now: now)
        dashboard = Dashboard(
            store: store, library: library, tasks: tasks, billing: billing, credits: credits,
            quotaBytes: rules.uploads.accountBytes, now: now)
        engines = Engines(
            store: store, board: board, scheduler: scheduler, inventory: ports.gpuInventory, newID: newID, now: now)
        exchange = EngineExchange(
            store: store, blobs: blobs, home: home, roster: roster,
            links: EngineLinks(base: ports.publicURL, signingKey: signingKey, now: now))
        decisions = ConsentDecisions(
            store: store, board: board, feed: feed, scheduler: scheduler, logger: ports.logger, now: now)
        comparing = ConsentComparing(
            store: store, blobs: blobs, examiner: ports.examiner, decisions: decisions, logger: ports.logger, now: now)
        models = TrainedModels(
            store: store, tasks: tasks, decisions: decisions, comparing: comparing, blobs: blobs, newID: newID)
        listening = ConsentListening(
            store: store, blobs: blobs, examiner: ports.examiner, decisions: decisions, comparing: comparing,
            logger: ports.logger, now: now)
        consents = Consents(store: store, listening: listening, decisions: decisions, newID: newID, now: now)
        voices = Voices(
            catalog: ports.voices, samples: ports.voiceSamples, folder: home.path + "/cache/voice-previews")
        packs = ports.packs.map { [store, feed, voices] shelf in
            Packs(
                shelf: shelf, store: store, feed: feed, voices: voices, logger: ports.logger, newID: newID, now: now)
        }
        notices = Notices(store: store, feed: feed, now: now)
        deliveries = Deliveries(store: store, newID: newID, now: now)
        let passwords = PasswordHasher(parameters: rules.passwords)
        shares = Shares(
            store: store, library: library, passwords: passwords, newID: newID, now: now, steady: ports.steady)
        accounts = Accounts(
            store: store, passwords: passwords,
            limits: SignInLimits(now: ports.steady),
            letters: ports.mail?.letters(sealedWith: secrets, newID: newID, now: now), refusals: refusals,
            newID: newID, now: now)
        webhooks = Webhooks(
            store: store, addresses: callbacks, signer: CallbackSigner(signingKey: signingKey), accounts: accounts,
            newID: newID, now: now)
        addresses = Addresses(
            store: store, accounts: accounts, limits: MailLimits(now: ports.steady), evenTime: rules.evenTime, now: now)
        preferences = Preferences(store: store, region: ports.region)
        payments = Payments(
            store: store, billing: billing, gateways: ports.gateways, preferences: preferences, feed: feed,
            publicURL: ports.publicURL, logger: ports.logger, newID: newID, now: now)
        receipts = Receipts(
            store: store, seller: billing.book.seller, preferences: preferences, writer: ports.papers,
            logger: ports.logger)
        let door = Identities.Door(
            resetsPasswords: ports.mail != nil, takesPasskeys: true, country: preferences.country)
        identities = Identities(
            accounts: accounts, providers: ports.identityProviders, door: door, logger: ports.logger)
        security = Security(
            accounts: accounts,
            secondFactor: SecondFactor(store: store, accounts: accounts, secrets: secrets, now: now),
            passkeys: Passkeys(store: store, accounts: accounts, signingKey: signingKey, newID: newID, now: now))
        keys = APIKeys(
            store: store, bootstrap: rules.bootstrapKey.map(BootstrapKey.init), refusals: refusals, newID: newID,
            now: now)
        administration = Administration(store: store, accounts: accounts, feed: feed, newID: newID, now: now)
        invitations = Invitations(store: store, newID: newID, now: now)
        idempotency = Idempotency(store: store, secrets: secrets, signingKey: signingKey, now: now)
        outbox = OutboxDesk(store: store, newID: newID, now: now)
        mirrors = Mirrors(
            store: store, blobs: blobs, ports: ports.mirrors, streams: rules.mirrorStreams,
            claim: try MirrorClaim(home), logger: ports.logger, now: now)
        local = LocalMedia(store: store, blobs: blobs, mirrors: mirrors, keeps: rules.keepLocal, now: now)
        redirects = MediaRedirects(
            rules.mediaDelivery, store: store, blobs: blobs, ports: ports.mirrors, lifetime: rules.linkLifetime)
        verification = Verification(
            store: store, blobs: blobs, mirrors: mirrors, logger: ports.logger, newID: newID, now: now)
        setup = SetupRestore(store: store, home: home, blobs: blobs, means: ports.restoring, logger: ports.logger)
        backups = Backups(
            store: store, home: home, settings: rules.backups, newID: newID, now: now)
        watch = DamageWatch(reserve: blobs.reserve, logger: ports.logger) { try await store.checkIntegrity() }
        let exports = Exports(store: store, accounts: accounts, home: home, blobs: blobs, newID: newID, now: now)
        privacy = Privacy(
            exports: exports,
            erasure: Erasure(
                store: store, accounts: accounts, tasks: tasks, uploads: uploads, exports: exports,
                feed: feed, blobs: blobs, logger: ports.logger, now: now))
    }
}
