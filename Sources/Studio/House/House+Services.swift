import Domain
import ServiceLifecycle

extension House {
    /// What runs as long as the house stands, each after what it needs; they are stopped in the opposite order.
    package var services: [any Service] {
        let always: [any Service] = [
            StoreCloser(store: store, logger: ports.logger),
            scheduler,
            Sweeper(
                store: store, blobs: blobs, home: home, uploads: uploads, direct: directUploads, privacy: privacy,
                logger: ports.logger, now: ports.now),
            listening, comparing, decisions, LibraryIndexer(store: store, logger: ports.logger),
            KeyUseRecorder(keys: keys, logger: ports.logger), watch, MirrorFiller(mirrors: mirrors),
            LocalMediaKeeper(local: local, logger: ports.logger),
            Outbox(
                store: store, handlers: outboxHandlers, counts: OutboxCounts(metrics: ports.metrics),
                logger: ports.logger, now: ports.now, steady: ports.steady),
            voices,
        ]
        let missed: [any Service] = billing.mode == .on ? [MissedEvents(payments: payments, logger: ports.logger)] : []
        return always + recurring + missed + (packs.map { [$0] } ?? [])
    }

    private var recurring: [any Service] {
        let backup = rules.backups.every.map { every in
            Recurring(what: "a backup", every: every, logger: ports.logger, now: ports.now) { [backups] in
                try await backups.newest()?.madeAt
            } ask: { [backups] in
                try await backups.schedule()
            }
        }
        let check = rules.verifiesEvery.map { every in
            Recurring(what: "a verification", every: every, logger: ports.logger, now: ports.now) { [verification] in
                try await verification.lastFinished()
            } ask: { [verification] in
                try await verification.schedule()
            }
        }
        return [backup, check].compactMap(\.self)
    }

    /// A line for each kind of what stands in the outbox.
    var outboxHandlers: [any OutboxHandler] {
        let handlers: [(any OutboxHandler)?] = [
            ports.mail.map { Postman(mailer: $0.mailer, secrets: secrets) },
            billing.mode == .on ? PaymentWatch(payments: payments) : nil,
            Archivist(store: store, blobs: blobs, home: home, logger: ports.logger, now: ports.now),
            RemoteWorkEnder(roster: roster),
            late(AvatarLetters(store: store)), late(ReceiptLetters(store: store)),
            late(RefundLetters(store: store)), late(RenewalLetters(store: store, book: billing.book)),
            late(WebhookLetters(store: store)), late(TaskLetters(store: store)),
            ports.callbacks.map { AvatarCallbacks(store: store, sender: $0, signer: signer, now: ports.now) },
            ports.callbacks.map(courier),
            MirrorCopier(mirrors: mirrors), MirrorRemover(mirrors: mirrors), DirectRemover(mirrors: mirrors),
            VerificationHandler(verification), late(VerificationLetters(store: store)),
            BackupMaker(
                home: home, blobs: blobs, settings: rules.backups, program: rules.program, logger: ports.logger,
                now: ports.now),
        ]
        return handlers.compactMap(\.self)
    }

    private var signer: CallbackSigner { CallbackSigner(signingKey: signingKey) }

    private func courier(_ sender: any CallbackSender) -> any OutboxHandler {
        let (taskText, links) = (ports.taskText, links)
        return WebhookCourier(
            store: store, tasks: tasks, feed: feed, sender: sender, signer: signer,
            taskText: { taskText($0, links) }, now: ports.now, steady: ports.steady)
    }

    private func late(_ author: any LetterAuthor) -> LateLetters {
        let post = ports.mail.map { LateLetters.Post(mailer: $0.mailer, writer: $0.writer(now: ports.now)) }
        return LateLetters(author: author, store: store, post: post)
    }
}
