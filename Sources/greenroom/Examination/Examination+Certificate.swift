import Domain
import Foundation
import Server

extension Examination {
    /// What the server would show to those who connect by TLS, and for how long.
    func certificate() -> [Finding] {
        guard let files = settings.tls.files else { return [] }
        let identity: TLSIdentity
        do {
            identity = try TLSIdentity(chain: files.certificate, key: files.key)
        } catch {
            return [.init(what: "certificate", verdict: .wrong, says: "\(error)")]
        }
        let day = identity.notAfter.rfc3339.prefix(10)
        let left = (identity.notAfter - .now()).components.seconds
        let (verdict, says): (Finding.Verdict, String) =
            switch left {
            case ..<0: (.wrong, "it ended on \(day): renew \(files.certificate)")
            case ..<(14 * 86_400):
                (.warning, "it ends on \(day), in \(left / 86_400) days: renew \(files.certificate)")
            default: (.ok, "good until \(day); a renewed one is taken up without a restart")
            }
        var findings = [Finding(what: "certificate", verdict: verdict, says: says)]
        let rights = (try? FileManager.default.attributesOfItem(atPath: files.key))?[.posixPermissions] as? Int ?? 0
        if rights & 0o007 != 0 {
            findings.append(
                .init(
                    what: "private key", verdict: .warning,
                    says: "everybody on this machine can read \(files.key): chmod o= \(files.key)"))
        }
        return findings
    }
}
