import Domain
import Foundation
import Outbound
import Providers
import Storage

extension Examination {
    /// A home on another machine's disk.
    func place() -> [Finding] {
        guard let kind = NetworkFileSystem.name(at: settings.home) else { return [] }
        return [
            .init(
                what: "home", verdict: .warning,
                says:
                    "\(settings.home) lies on \(kind): a database on a network file system can be damaged. Put the home on a "
                    + "disk of this machine")
        ]
    }

    /// Whether Litestream keeps up, where it is used.
    func replica() async -> [Finding] {
        let place = settings.litestream
        func finding(_ verdict: Finding.Verdict, _ text: String) -> [Finding] {
            [.init(what: "litestream", verdict: verdict, says: text)]
        }
        do {
            guard let local = try LitestreamFolder(Home(reading: settings.home)) else {
                return place == nil ? [] : finding(.warning, "it has never looked at this database: is it running?")
            }
            let unseen = local.writtenAt - local.lastAt
            guard unseen < .seconds(60) else {
                return finding(
                    .warning, "it has not seen the changes of \(unseen.components.seconds) s: is it running?")
            }
            guard let place else {
                return finding(.ok, "it has seen every change; set GREENROOM_LITESTREAM to have the replica looked at")
            }
            guard let last = try await names(at: place).compactMap(LitestreamFolder.last(in:)).max() else {
                return finding(.wrong, "there is no replica at \(place)")
            }
            let behind = local.last > last ? local.last - last : 0
            return behind == 0
                ? finding(.ok, "the replica at \(place) has every change until \(local.lastAt.rfc3339)")
                : finding(.warning, "the replica at \(place) lacks the last \(behind) changes")
        } catch {
            return finding(.wrong, "the replica cannot be looked at: \(Cause(error))")
        }
    }

    private func names(at place: String) async throws -> [String] {
        switch try BackupAddress(place, settings.values, "GREENROOM_LITESTREAM") {
        case .folder(let path): return LitestreamFolder.names(inReplica: path)
        case .bucket(let bucket):
            let mirror = Bucket(bucket, web: WebClient(policy: .online, pool: OutboundPool(name: "replica")))
            var (names, after): ([String], String?) = ([], nil)
            repeat {
                let page = try await mirror.list(prefix: "", after: after)
                names += page.objects.map(\.key)
                after = page.next
            } while after != nil
            return names
        }
    }
}
