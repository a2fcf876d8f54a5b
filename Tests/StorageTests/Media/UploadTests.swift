import Domain
import TestSupport
import Testing

@testable import Storage

struct UploadTests {
    private let store: Store
    private let account: Account
    private let upload: Upload

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
        upload = .sample(of: account.id)
        try await store.create(upload)
    }

    @Test func `finds an upload again, but not for others`() async throws {
        let other = try await store.someone()

        #expect(try await store.upload(upload.id, of: account.id) == upload)
        #expect(try await store.upload(upload.id, of: other.id) == nil)
        try await store.deleteUpload(upload.id, of: other.id)
        #expect(try await store.upload(upload.id, of: account.id) == upload)
        try await store.deleteUpload(upload.id, of: account.id)
        #expect(try await store.upload(upload.id, of: account.id) == nil)
    }

    @Test func `becomes one file, also when it is completed twice`() async throws {
        let (file, second) = (MediaFile.sample(of: account.id), MediaFile.sample(of: account.id))
        try await store.complete(upload.id, as: file)

        await #expect(throws: StoreError.missingFile(second.id)) { try await store.complete(upload.id, as: second) }

        #expect(try await store.upload(upload.id, of: account.id)?.fileID == file.id)
        #expect(try await store.files(of: account.id, kind: nil, page: PageRequest()).items == [file])
        #expect(try await store.storageUsed(by: account.id) == 1000)
    }

    @Test func `cannot become somebody else's file`() async throws {
        let other = try await store.someone()
        let file = MediaFile.sample(of: other.id)

        await #expect(throws: StoreError.missingFile(file.id)) { try await store.complete(upload.id, as: file) }
        #expect(try await store.file(file.id) == nil)
    }

    @Test func `counts the uploads under way`() async throws {
        let second = Upload.sample(of: account.id)
        try await store.create(second)
        #expect(try await store.openUploadsCount(of: account.id) == 2)
        #expect(try await store.openUploadIDs() == [upload.id, second.id])

        try await store.complete(upload.id, as: .sample(of: account.id))

        #expect(try await store.openUploadsCount(of: account.id) == 1)
        #expect(try await store.openUploadIDs() == [second.id])
    }

    @Test func `expires at its end, which moves while it is being written`() async throws {
        #expect(try await store.expiredUploads(at: upload.expiresAt + .milliseconds(-1)).isEmpty)
        #expect(try await store.expiredUploads(at: upload.expiresAt) == [upload])

        try await store.extendUpload(upload.id, until: upload.expiresAt + .seconds(60))

        #expect(try await store.expiredUploads(at: upload.expiresAt).isEmpty)
        #expect(try await store.upload(upload.id, of: account.id)?.expiresAt == upload.expiresAt + .seconds(60))
    }
}
