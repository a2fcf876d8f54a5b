import Foundation
import Logging
import Outbound
import Sandbox
import TestSupport
import Testing

/// The vendors' own libraries talk to the stand-ins and verify what those tell, so that the stand-ins are what our
/// adapters will meet outside.
struct PaymentLibraryTests {
    @Test(.timeLimit(.minutes(2))) func `the libraries of Stripe and WeChat Pay agree with the stand-ins`() async throws
    {
        let courier: Courier = { url, headers, body in
            guard let port = URL(string: url)?.port else { return nil }
            let origin = "http://127.0.0.1:\(port)"
            let web = WebClient(policy: OutboundPolicy.offline(standIns: [origin]) { _ in })
                .naming([origin], as: "shop")
            return try? await web.send(WebRequest("POST", url, headers: headers, body: .bytes(body))).status
        }
        let (stripe, weChatPay) = (Stripe(courier: courier), try WeChatPay(courier: courier))
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let sandbox = try await Sandbox.open(port: 0, standIns: [stripe, weChatPay], logger: quiet)
        let folder = try TemporaryFolder()
        let (merchant, known) = (folder.path + "/merchant.pem", folder.path + "/public.pem")
        try weChatPay.merchantKey.write(toFile: merchant, atomically: true, encoding: .utf8)
        try weChatPay.publicKey.write(toFile: known, atomically: true, encoding: .utf8)

        let (status, said) = try await Self.run([
            Self.script, sandbox.address, merchant, known, WeChatPay.publicKeyID,
        ])

        #expect(status == 0, "\(said.suffix(4000))")
        withExtendedLifetime((sandbox, folder)) {}
    }

    private static let script = Repository.path("Tests/API/payments.py")

    /// Runs Python of the environment that `packaging/setup --test` makes.
    private static func run(_ arguments: [String]) async throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Installed.path("venv/bin/python3"))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { ended in
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                continuation.resume(returning: (ended.terminationStatus, text))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}
