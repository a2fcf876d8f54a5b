import Domain
import Foundation
import Outbound

/// Where wheels come from: a folder into which somebody has put them, or else the network.
package struct WheelSource: Sendable {
    /// Wheels lie in it under their own names; looked into first.
    package var folder: String?
    /// Nil when only the folder counts.
    package var web: WebClient?
    /// Takes the place of `https://files.pythonhosted.org` in the lock's addresses.
    package var mirror: String?

    /// The host of every address of the lock.
    package static let host = "https://files.pythonhosted.org"

    package init(folder: String?, web: WebClient?, mirror: String? = nil) {
        self.folder = folder
        self.web = web
        self.mirror = mirror
    }

    /// - Returns: the path of a wheel that is what the lock says, and whether it is ours to delete.
    /// - Parameter told: how many of its bytes are there.
    func wheel(
        _ wheel: AssetsLock.Wheel, in place: PackFolder, told: @escaping @Sendable (Int64) -> Void
    ) async throws(PackError) -> (path: String, isOurs: Bool) {
        if let path = folder.map({ $0 + "/" + wheel.wheel }), FileManager.default.isReadableFile(atPath: path) {
            guard await Self.isWhole(path, wheel) else { throw .altered(wheel.wheel) }
            told(wheel.size)
            return (path, false)
        }
        guard let web else { throw .unreachable("\(wheel.wheel) is not in \(folder ?? "any folder")") }
        let path = place.partial(wheel.wheel)
        // Twice: what an earlier attempt left may be damaged.
        for _ in 0..<2 {
            if Self.size(of: path) > wheel.size { unlink(path) }
            if Self.size(of: path) < wheel.size { try await fetch(wheel, to: path, web, told: told) }
            if await Self.isWhole(path, wheel) { return (path, true) }
            unlink(path)
        }
        throw .altered(wheel.wheel)
    }

    private func fetch(
        _ wheel: AssetsLock.Wheel, to path: String, _ web: WebClient, told: @escaping @Sendable (Int64) -> Void
    ) async throws(PackError) {
        guard wheel.url.hasPrefix(Self.host + "/") else { throw .unreachable("\(wheel.wheel) is not on PyPI") }
        let url = mirror.map { $0 + wheel.url.dropFirst(Self.host.count) } ?? wheel.url
        var limits = WebLimits(total: .seconds(3 * 3600), answerBytes: wheel.size)
        limits.idle = .seconds(60)
        limits.redirects = 3
        do throws(WebError) {
            let answer = try await web.resume(WebRequest("GET", url, limits: limits), to: path, told: told)
            guard answer.head.isSuccess else {
                throw WebError.unreachable("\(URL(string: url)?.host ?? "the host") answered \(answer.head.status)")
            }
        } catch {
            switch error {
            case .refused: throw .offline(files: [wheel.wheel])
            case .storageFull: throw .storageFull
            case .cancelled: throw .cancelled
            case .timedOut: throw .unreachable("\(wheel.wheel) took too long")
            case .forbiddenAddress: throw .unreachable("the host of \(wheel.wheel) has no public address")
            case .unreachable(let why): throw .unreachable("\(wheel.wheel): \(why)")
            default: throw .unreachable("\(wheel.wheel): \(error)")
            }
        }
    }

    private static func size(of path: String) -> Int64 {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
    }

    private static func isWhole(_ path: String, _ wheel: AssetsLock.Wheel) async -> Bool {
        guard size(of: path) == wheel.size else { return false }
        return await LocalPacks.onThread { PackFolder.sha256(of: path) == wheel.sha256 }
    }
}
