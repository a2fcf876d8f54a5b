import Domain
import Foundation
import Metrics
import Storage

extension House {
    /// Why a home cannot be lived in, in a sentence for an operator.
    package struct CannotOpen: Error, CustomStringConvertible {
        package let description: String
    }

    /// Opens what lies in the home and mends what a kill has left there.
    /// - Parameter migrations: the folder of the numbered SQL files, `data/migrations`.
    /// - Throws: ``CannotOpen``.
    package static func open(
        _ home: Home, migrations: String, ports: Ports, rules: Rules = Rules()
    ) async throws -> House {
        let store: Store
        do {
            store = try Store(path: home.database, migrations: migrations, meters: meters(ports)) {
                try RestorePoint.make(in: home, program: rules.program, at: ports.now())
            }
        } catch {
            throw CannotOpen(description: "the database \(home.database) cannot be used: \(Cause(error))")
        }
        do {
            try await home.recognise(store)
        } catch let error as WrongDatabase {
            throw CannotOpen(description: error.description)
        } catch {
            throw CannotOpen(description: "the media in \(home.media) cannot be used: \(Cause(error))")
        }
        var ports = ports
        do {
            if let plans = ports.priceBook?.plans {
                ports.priceBook?.plans = try await store.adopt(plans, at: ports.now())
            }
        } catch {
            throw CannotOpen(description: "the plans cannot be kept in \(home.database): \(Cause(error))")
        }
        let house: House
        do {
            house = try House(home: home, store: store, ports: ports, rules: rules)
        } catch {
            throw CannotOpen(description: "the keys in \(home.secrets) cannot be used: \(Cause(error))")
        }
        do {
            try await house.blobs.discardLeftovers()
            try await house.mirrors.open()
            try await store.releaseInterruptedKeys()
            house.roster.adopt(try await store.engineSettings())
        } catch {
            throw CannotOpen(
                description: "what an earlier run left in \(home.path) cannot be put in order: \(Cause(error))")
        }
        return house
    }

    /// Counts what the database does, and tells what it is slow at.
    private static func meters(_ ports: Ports) -> StoreMeters {
        let times = Timer(label: "greenroom_database_commit_duration_seconds", factory: ports.metrics)
        let writes = Counter(label: "greenroom_database_writes_total", factory: ports.metrics)
        let slow = Counter(label: "greenroom_database_slow_statements_total", factory: ports.metrics)
        let logger = ports.logger
        var meters = StoreMeters()
        meters.commit = { nanoseconds, count in
            times.recordNanoseconds(nanoseconds)
            writes.increment(by: count)
        }
        meters.slowStatement = { sql, seconds in
            slow.increment()
            logger.notice(
                "a slow statement", metadata: ["sql": "\(sql)", "duration_ms": "\(Int(seconds * 1000))"])
        }
        return meters
    }
}
