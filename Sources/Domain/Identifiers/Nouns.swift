/// What ids are of, without the nouns themselves: whoever names the id of a task need not know what a task is.
package enum Nouns {
    package enum Account {}
    package enum Session {}
    package enum MediaFile {}
    package enum Upload {}
    package enum GenerationTask {}
    package enum GeneratedVideo {}
    package enum TrainedModel {}
    package enum Consent {}
    package enum Tag {}
    package enum Folder {}
    package enum ShareLink {}
    package enum Webhook {}
    package enum Notice {}
}

package typealias AccountID = Identifier<Nouns.Account>
package typealias SessionID = Identifier<Nouns.Session>
package typealias FileID = Identifier<Nouns.MediaFile>
package typealias UploadID = Identifier<Nouns.Upload>
package typealias TaskID = Identifier<Nouns.GenerationTask>
package typealias VideoID = Identifier<Nouns.GeneratedVideo>
package typealias ModelID = Identifier<Nouns.TrainedModel>
package typealias ConsentID = Identifier<Nouns.Consent>
package typealias TagID = Identifier<Nouns.Tag>
package typealias FolderID = Identifier<Nouns.Folder>
package typealias ShareID = Identifier<Nouns.ShareLink>
package typealias WebhookID = Identifier<Nouns.Webhook>
package typealias NoticeID = Identifier<Nouns.Notice>
