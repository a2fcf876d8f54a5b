import Foundation
import Storage
import Studio

extension Values {
    /// `GREENROOM_BACKUP_HOURS` 0...8760, `GREENROOM_BACKUP_MEDIA`, `GREENROOM_BACKUP_PASSPHRASE` 12...1024 characters,
    /// `GREENROOM_BACKUP_KEEP` such as `7/4/12`, each 0...1000.
    func backups() throws -> BackupSettings {
        var settings = BackupSettings()
        let hours = try number("GREENROOM_BACKUP_HOURS", in: 0...8760, default: 24)
        settings.every = hours == 0 ? nil : Duration.seconds(hours * 3600)
        settings.media = try choice("GREENROOM_BACKUP_MEDIA", default: .referenced)
        settings.passphrase = try secret("GREENROOM_BACKUP_PASSPHRASE", length: 12...1024)
        if let text = text("GREENROOM_BACKUP_KEEP") { settings.retention = try retention(text) }
        return settings
    }

    private func retention(_ text: String) throws -> BackupRetention {
        let counts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard counts.count == 3, let daily = counts[0], let weekly = counts[1], let monthly = counts[2],
            [daily, weekly, monthly].allSatisfy({ (0...1000).contains($0) })
        else {
            throw CommandFailure("GREENROOM_BACKUP_KEEP is \"\(text)\"; it must be daily/weekly/monthly such as 7/4/12")
        }
        return BackupRetention(daily: daily, weekly: weekly, monthly: monthly)
    }
}
