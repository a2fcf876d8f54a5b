import Domain
import Foundation
import GRDB

extension Identifier: DatabaseValueConvertible {}
extension Account.Role: DatabaseValueConvertible {}
extension Account.Status: DatabaseValueConvertible {}
extension MediaFile.Kind: DatabaseValueConvertible {}
extension MediaFile.Origin: DatabaseValueConvertible {}
extension GenerationTask.Kind: DatabaseValueConvertible {}
extension GenerationTask.Mode: DatabaseValueConvertible {}
extension GenerationTask.Status: DatabaseValueConvertible {}
extension TaskInput.Role: DatabaseValueConvertible {}
extension LedgerTransaction.Cause: DatabaseValueConvertible {}
extension TrainedModel.Kind: DatabaseValueConvertible {}
extension Consent.Kind: DatabaseValueConvertible {}
extension Consent.Verdict: DatabaseValueConvertible {}
extension DataExport.Status: DatabaseValueConvertible {}
extension Delivery.Sidecar: DatabaseValueConvertible {}

extension Timestamp: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { milliseconds.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> Timestamp? {
        Int64.fromDatabaseValue(value).map(Timestamp.init(milliseconds:))
    }
}

extension BlobHash: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { hex.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> BlobHash? {
        String.fromDatabaseValue(value).flatMap(BlobHash.init(hex:))
    }
}

extension Row {
    /// The column's value in the type that is asked for; throws where a subscript would trap on a damaged row.
    func get<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
    }

    /// The value of a column that may be NULL.
    func find<Value: DatabaseValueConvertible>(_ column: String) throws -> Value? {
        try decode(Value?.self, forColumn: column)
    }
}

/// Values that are one JSON column.
enum JSONColumn {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
