import Domain
import Foundation
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
            store = try Store(path: home.database, migrations: migrations) {
                try RestorePoint.make(in: home, program: rules.program, at: ports.now())
            }
        } catch {
            throw CannotOpen(description: "the database \(home.database) cannot be used: \(error)")
        }
        do {
            try await home.recognise(store)
        } catch let error as WrongDatabase {
            throw CannotOpen(description: error.description)
        } catch {
            throw CannotOpen(description: "the media in \(home.media) cannot be used: \(error)")
        }
        let house: House
        do {
            house = try House(home: home, store: store, ports: ports, rules: rules)
        } catch {
            throw CannotOpen(description: "the keys in \(home.secrets) cannot be used: \(error)")
        }
        do {
            try await house.blobs.discardLeftovers()
            try await store.releaseInterruptedKeys()
            house.roster.adopt(try await store.engineSettings())
        } catch {
            throw CannotOpen(description: "what an earlier run left in \(home.path) cannot be put in order: \(error)")
        }
        return house
    }
}
