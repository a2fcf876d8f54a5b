import Domain
import Outbound
import Storage
import Studio
import Version

/// A home that no server works on, opened for a command: what it knows, its media, and the mirrors of those.
struct HomeAtRest {
    let store: Store
    let blobs: BlobStore
    let mirrors: Mirrors

    /// - Parameter home: which the caller has locked.
    init(_ home: Home, _ settings: Settings) throws {
        let migrations = try Locations(environment: settings.variables).data + "/migrations"
        store = try Store(path: home.database, migrations: migrations) {
            try RestorePoint.make(in: home, program: Version.text, at: .now())
        }
        let ports = try settings.mirrors.ports(policy: .online, home: home)
        blobs = BlobStore(home: home.path, source: MirrorSource(store: store, mirrors: ports.map(\.mirror)))
        mirrors = Mirrors(
            store: store, blobs: blobs, ports: ports, streams: settings.mirrors.streams, claim: try MirrorClaim(home),
            logger: Log.ofCommands.logger("greenroom"))
    }

    var verification: Verification {
        Verification(store: store, blobs: blobs, mirrors: mirrors, logger: Log.ofCommands.logger("greenroom"))
    }
}
