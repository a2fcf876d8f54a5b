import Domain
import GRDB

/// Whether the people of consents are those who are copied.
extension Store {
    /// Models whose consent is still to be compared with their source, after an id; up to a hundred.
    package func modelsToCompare(after id: ModelID?) async throws -> [TrainedModel] {
        try await read { db in
            try db.rows(ModelStatement.toCompare, ["after": id?.rawValue ?? ""]).map(TrainedModel.init(row:))
        }
    }

    /// Those of one consent.
    package func modelsToCompare(with consent: ConsentID) async throws -> [TrainedModel] {
        try await read { db in
            try db.rows(ModelStatement.toCompareWith, ["consentID": consent]).map(TrainedModel.init(row:))
        }
    }

    /// Puts down how alike a model's source and the recording of its consent are, with both.
    /// - Parameters:
    ///   - recording: that was compared.
    ///   - isDoubted: a person has to look at the consent, whatever was decided about it before.
    /// - Returns: nil when there is another recording meanwhile, or the consent is refused: nothing is put down then.
    package func conclude(
        comparisonOf model: ModelID, with recording: FileID, _ findings: ConsentFindings, isDoubted: Bool
    ) async throws -> Consent? {
        try await commits.write { db in
            guard let found = try db.row(ModelStatement.byID, ["id": model]).map(TrainedModel.init(row:)),
                let row = try db.row(ConsentStatement.byID, ["id": found.consentID])
            else { return nil }
            let all = try Consent(row: row).findings?.adding(findings) ?? findings
            let consent = try db.row(
                ConsentStatement.compared,
                [
                    "id": found.consentID, "fileID": recording, "findings": try JSONColumn.text(all),
                    "isDoubted": isDoubted,
                ])
            guard let consent else { return nil }
            _ = try db.row(ModelStatement.compared, ["id": model, "likeness": try JSONColumn.text(findings)])
            return try Consent(row: consent)
        }
    }
}
