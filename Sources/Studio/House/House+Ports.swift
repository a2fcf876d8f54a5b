import Domain
import Logging
import Metrics
import Storage

extension House {
    /// What stands round the house: the outside world by its ports, and what parts count, log and tell the time with.
    package struct Ports: Sendable {
        package var probe: any MediaProbe
        /// Nil leaves what foreign engines make as it is.
        package var marker: (any MediaMarker)?
        /// Makes pieces of media; nil when nobody can.
        package var editor: (any MediaEditor)?
        package var fetcher: any RemoteMedia
        package var engines: [any GenerationEngine]
        /// Manifests that are no engines.
        package var engineFaults: [EngineFault] = []
        /// Of this machine.
        package var gpus: [GPU] = []
        /// Tells what they do; nil when nobody can.
        package var gpuInventory: (any GPUInventory)?
        package var voices: any VoiceCatalog
        /// What a voice says when it is tried, by language.
        package var voiceSamples: [String: String] = [:]
        package var examiner: any ConsentExaminer
        /// Nil when no packs of models are known.
        package var packs: (any PackShelf)?
        package var identityProviders: [any IdentityProvider] = []
        /// Nil when the country of an address is not looked up.
        package var region: (any RegionLookup)?
        /// Nil when no programs are told anything.
        package var callbacks: (any CallbackSender)?
        /// The JSON of a task as the API tells it, with signed addresses of its media.
        package var taskText: @Sendable (TaskView, MediaLinks) -> String = { _, _ in "{}" }
        /// Nil when no letters are sent.
        package var mail: Mail?
        /// What is sold, if anything is.
        package var priceBook: PriceBook?
        /// Who takes money for it.
        package var gateways: [any PaymentGateway] = []
        /// Writes receipts; nil when there are none.
        package var papers: (any PaperWriter)?
        /// How browsers reach the server, without a slash at its end; gateways lead back there.
        package var publicURL = ""
        /// Of different names.
        package var mirrors: [MirrorPort] = []
        /// Nil where the server cannot start itself again.
        package var restoring: SetupRestore.Means?
        package var metrics: any MetricsFactory = NOOPMetricsHandler.instance
        package var logger: Logger
        /// The time of day.
        package var now: @Sendable () -> Timestamp = { Timestamp.now() }
        /// For waits and limits, which must end when the time of day steps back.
        package var steady: @Sendable () -> Timestamp = { [clock = SteadyClock()] in clock.now }

        package init(
            probe: any MediaProbe, fetcher: any RemoteMedia, engines: [any GenerationEngine],
            voices: any VoiceCatalog, examiner: any ConsentExaminer, logger: Logger
        ) {
            self.probe = probe
            self.fetcher = fetcher
            self.engines = engines
            self.voices = voices
            self.examiner = examiner
            self.logger = logger
        }
    }

    /// What letters are written and sent with.
    package struct Mail: Sendable {
        package let mailer: any Mailer
        package let templates: MailTemplates
        /// How browsers reach the server, without a slash at its end.
        package let publicURL: String

        package init(mailer: any Mailer, templates: MailTemplates, publicURL: String) {
            self.mailer = mailer
            self.templates = templates
            self.publicURL = publicURL
        }

        func writer(now: @escaping @Sendable () -> Timestamp) -> LetterWriter {
            LetterWriter(templates: templates, publicURL: publicURL, now: now)
        }

        func letters(
            sealedWith secrets: SecretKeys, newID: IDSource, now: @escaping @Sendable () -> Timestamp
        ) -> Letters {
            Letters(writer: writer(now: now), secrets: secrets, newID: newID)
        }
    }

    /// What whoever runs the house may choose.
    package struct Rules: Sendable {
        package var uploads = UploadLimits()
        /// How long an unfinished upload is kept.
        package var uploadLifetime: Duration = .seconds(24 * 3600)
        /// How long a signed address of a medium is good.
        package var linkLifetime: Duration = .seconds(3600)
        /// Unfinished tasks of one account.
        package var activeTasks = 100
        package var queue = Scheduler.Settings()
        /// Whether trainings wait until a person has heard a consent that the machine is not sure of.
        package var waitsForConsents = true
        /// A key that is the first administrator's without being stored.
        package var bootstrapKey: String?
        /// Whether anything is counted or sold.
        package var billing = Billing.Mode.off
        package var passwords = PasswordHasher.Parameters.owasp
        /// How long any answer about an e-mail address takes, so that its time does not tell whether it is known.
        package var evenTime: Duration = .milliseconds(300)
        /// How long a blob is safe from the sweeper before it has a row.
        package var blobSettling: Duration = .seconds(600)
        package var backups = BackupSettings()
        /// How often all media are read and compared; nil never by itself.
        package var verifiesEvery: Duration? = .seconds(30 * 24 * 3600)
        /// Transfers to mirrors at a time.
        package var mirrorStreams = 4
        /// Which media stay on the disk although a mirror has them.
        package var keepLocal = KeepLocal.all
        /// Whether browsers are sent to mirrors for media.
        package var mediaDelivery = MediaRedirects.Way.local
        /// Where pages send files to by themselves.
        package var uploadWay = DirectUploads.Way.server
        /// The version that runs, for what is kept of it.
        package var program = "0.0"

        package init() {}
    }
}
