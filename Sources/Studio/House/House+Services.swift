import ServiceLifecycle

extension House {
    /// What runs as long as the house stands, each after what it needs; they are stopped in the opposite order.
    package var services: [any Service] {
        [
            scheduler,
            Sweeper(
                store: store, blobs: blobs, home: home, uploads: uploads, privacy: privacy,
                logger: ports.logger, now: ports.now),
            KeyUseRecorder(keys: keys, logger: ports.logger),
            Archivist(store: store, blobs: blobs, home: home, logger: ports.logger, now: ports.now),
        ] + postmen
    }

    private var postmen: [any Service] {
        guard let mailer = ports.mail?.mailer else { return [] }
        return [Postman(store: store, mailer: mailer, secrets: secrets, logger: ports.logger, now: ports.now)]
    }
}
