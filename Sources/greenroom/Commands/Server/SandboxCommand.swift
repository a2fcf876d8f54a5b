import ArgumentParser
import Foundation
import Logging
import Sandbox
import Server
import ServiceLifecycle
import UnixSignals

/// Serves the stand-ins alone, for a server elsewhere on this machine.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run stand-ins for outside services, without a network.",
        discussion: """
            Google, WeChat, Firebase, Stripe, WeChat Pay and a post office as they look from a server, on this machine only, for development \
            and tests. \
            `greenroom serve --offline` runs them itself.
            """)

    @Option(help: "The port, 0 for a free one.")
    var port: Int = 8421

    @Option(help: "The port that takes letters by SMTP, 0 for a free one.")
    var mailPort: Int = 8422

    @Option(help: "A folder for the keys of WeChat Pay's stand-in: wechatpay-merchant.pem and wechatpay-public.pem.")
    var keys: String?

    @Option(help: "The port of the buckets of S3 and OSS, 0 for a free one.")
    var bucketPort: Int = 8423

    func validate() throws {
        guard (0...65535).contains(bucketPort) else {
            throw ValidationError("--bucket-port must be from 0 to 65535")
        }
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard (0...65535).contains(mailPort) else { throw ValidationError("--mail-port must be from 0 to 65535") }
    }

    func run() async throws {
        let logger = Log.ofCommands.logger("greenroom.sandbox")
        do {
            for port in [port, mailPort, bucketPort] { try await ListenFailure.look(at: "127.0.0.1", port: port) }
        } catch {
            throw CommandFailure("\(error)")
        }
        let sandbox: Sandbox
        do {
            sandbox = try await Sandbox.open(port: port, mailPort: mailPort, courier: Outside.courier(), logger: logger)
        } catch {
            throw CommandFailure("port \(port) or \(mailPort) of 127.0.0.1 cannot be used: \(error)")
        }
        Output.write("the stand-ins are ready at \(sandbox.address)\n")
        if let port = sandbox.mailPort {
            Output.write("letters go to smtp://127.0.0.1:\(port)\n")
        }
        try write(sandbox)
        let bucket: BucketStandIn
        do { bucket = try await BucketStandIn.open(port: bucketPort, logger: logger) } catch {
            throw CommandFailure("port \(bucketPort) of 127.0.0.1 cannot be used: \(error)")
        }
        Output.write(
            "the bucket \(BucketStandIn.bucket) is at \(bucket.address), key \(BucketStandIn.accessKey), secret "
                + "\(BucketStandIn.secretKey)\n")
        defer { withExtendedLifetime(bucket) {} }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [sandbox], gracefulShutdownSignals: [UnixSignal.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    /// What a server elsewhere needs to be the stand-in's merchant.
    private func write(_ sandbox: Sandbox) throws {
        guard let keys, let weChatPay = sandbox.weChatPay else { return }
        let files = [("wechatpay-merchant.pem", weChatPay.merchantKey), ("wechatpay-public.pem", weChatPay.publicKey)]
        for (name, text) in files {
            let isWritten = FileManager.default.createFile(
                atPath: "\(keys)/\(name)", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            guard isWritten else { throw CommandFailure("the file \(keys)/\(name) cannot be written") }
        }
    }
}
