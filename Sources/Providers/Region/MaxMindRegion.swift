import CMaxMind
import Domain
import Glibc

/// Countries from a file in MaxMind's DB format, read by libmaxminddb: GeoLite2 Country, DB-IP Country Lite and others.
///
/// `@unchecked Sendable`: the library maps the file for reading and changes nothing after it was opened.
package final class MaxMindRegion: RegionLookup, @unchecked Sendable {
    /// Why the file cannot be used, in words for an operator.
    package struct Unusable: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private let functions: greenroom_maxmind
    private let database: UnsafeMutablePointer<MMDB_s>

    /// - Parameter path: of the `.mmdb` file.
    /// - Throws: ``Unusable``.
    package init(path: String) throws(Unusable) {
        let table = UnsafeMutablePointer<greenroom_maxmind>.allocate(capacity: 1)
        defer { table.deallocate() }
        guard greenroom_load_maxmind(table) != 0 else {
            let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
            throw Unusable(
                description: "libmaxminddb cannot be loaded (\(reason)). On Debian: apt-get install libmaxminddb0")
        }
        let functions = table.pointee
        let database = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
        let status = functions.MMDB_open(path, UInt32(MMDB_MODE_MMAP), database)
        guard status == MMDB_SUCCESS else {
            // Before the properties are set, because `deinit` runs after a throw when they all are.
            database.deallocate()
            let reason = functions.MMDB_strerror(status).map { String(cString: $0) } ?? "unknown reason"
            throw Unusable(description: reason)
        }
        self.functions = functions
        self.database = database
    }

    deinit {
        functions.MMDB_close(database)
        database.deallocate()
    }

    package func country(of address: String) -> String? {
        // Anything else would be looked up as a host's name.
        guard let parsed = IPAddress(address) else { return nil }
        var address = address
        if case .v4(let bits) = parsed.unmapped {
            address = [24, 16, 8, 0].map { String(bits >> UInt32($0) & 255) }.joined(separator: ".")
        }
        return withUnsafePointer(to: functions) { functions in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 3) { letters in
                guard let start = letters.baseAddress, greenroom_country(functions, database, address, start) != 0
                else { return nil }
                let country = String(cString: start)
                return country.utf8.allSatisfy { (65...90).contains($0) } ? country : nil
            }
        }
    }
}
