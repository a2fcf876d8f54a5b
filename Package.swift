// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    // Not MemberImportVisibility: which module is said to define the members of C structs such as `stat` changes from
    // build to build.
    .enableUpcomingFeature("ExistentialAny")
]

/// C of our own is optimised in debug builds too: the pixel loops of a test run would otherwise take minutes.
let kernels: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno", "-fno-trapping-math"])]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

let package = Package(
    name: "greenroom",
    products: [
        .executable(name: "greenroom", targets: ["greenroom"]),
        .executable(name: "greenroom-media", targets: ["greenroom-media"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.15.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .executableTarget(
            name: "greenroom",
            dependencies: [
                "Version", "Server", "Studio", "Storage", "Providers", "Outbound", "Sandbox", "Domain", arguments,
                logging, lifecycle,
                crypto,
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        room(
            "Server",
            [
                "Studio", "Domain", hummingbird, logging, crypto, lifecycle,
                jwt,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]
        ),
        room(
            "Studio",
            [
                "Storage", "Domain", logging, crypto, cryptoExtras, lifecycle,
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]
        ),
        room("Storage", ["Domain", crypto, cryptoExtras, logging, .product(name: "GRDB", package: "GRDB.swift")]),
        room("Domain"),
        room("Version"),
        room(
            "Providers",
            [
                "CMaxMind", "CZlib", "Outbound", "Domain", logging, subprocess, crypto, cryptoExtras, jwt,
                .product(name: "X509", package: "swift-certificates"),
            ]),
        room("Outbound", ["Domain", "CCurl", crypto]),
        room(
            "Sandbox",
            [
                hummingbird, logging, lifecycle, crypto, cryptoExtras, jwt,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .systemLibrary(name: "CMaxMind", providers: [.apt(["libmaxminddb-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        .executableTarget(
            name: "greenroom-media", dependencies: ["Version", "Puppetry", "Voice", "Inference", "Media", arguments],
            swiftSettings: settings),
        room("Inference", ["CInference"]),
        .target(name: "CInference", linkerSettings: [.linkedLibrary("dl")]),
        room("Puppetry", ["CPuppetry", "Inference", "Media"], exclude: ["README.md"]),
        .target(name: "CPuppetry", cSettings: kernels, linkerSettings: [.linkedLibrary("m")]),
        room("Voice", ["CEspeak", "CMeCab", "CVoice", "CWhisper", "Inference", "Media"]),
        .target(name: "CVoice", cSettings: kernels, linkerSettings: [.linkedLibrary("m")]),
        .systemLibrary(name: "CMeCab"),
        .systemLibrary(name: "CWhisper"),
        .systemLibrary(name: "CEspeak", providers: [.apt(["libespeak-ng-dev"])]),
        room("Media", ["CPango", "CLibAV", "CLibASS", "CLCMS", "CLibHEIF", "CLibPNG", "CICU", "CFontconfig"]),
        .systemLibrary(name: "CLCMS", providers: [.apt(["liblcms2-dev"])]),
        .systemLibrary(name: "CLibHEIF", providers: [.apt(["libheif-dev"])]),
        .systemLibrary(name: "CLibPNG", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CPango", providers: [.apt(["libpangocairo-1.0-0"])]),
        .systemLibrary(name: "CICU", providers: [.apt(["libicu72"])]),
        .systemLibrary(name: "CFontconfig", providers: [.apt(["libfontconfig-dev"])]),
        .systemLibrary(name: "CLibASS", providers: [.apt(["libass-dev"])]),
        .systemLibrary(
            name: "CLibAV", providers: [.apt(["libavfilter-dev", "libavformat-dev", "libswscale-dev"])]),

        .target(
            name: "TestSupport", dependencies: ["Domain", "Storage", crypto], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("DomainTests", ["Domain"]),
        tests(
            "StorageTests",
            ["Storage", "Domain", "TestSupport", "StoreDriver", crypto, .product(name: "GRDB", package: "GRDB.swift")]),
        .executableTarget(
            name: "StoreDriver", dependencies: ["Storage", "Domain", "TestSupport", crypto],
            path: "Tests/bench/StoreDriver", swiftSettings: settings),
        tests("StudioTests", ["Studio", "Storage", "Domain", "TestSupport", logging, crypto]),
        tests(
            "ServerTests",
            [
                "Server", "Studio", "Storage", "Providers", "Outbound", "Sandbox", "Domain", "TestSupport", logging,
                crypto, lifecycle,
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "ProvidersTests",
            [
                "Providers", "greenroom-media", "Outbound", "Sandbox", "Domain", "TestSupport", logging, crypto, jwt,
                hummingbird,
            ]),
        tests(
            "EngineTests",
            [
                "greenroom", "greenroom-media", "Studio", "Storage", "Providers", "Outbound", "Sandbox", "Domain",
                "TestSupport",
                logging,
            ]),
        tests("OutboundTests", ["Outbound", "Domain", "TestSupport"]),
        tests("MediaTests", ["Media", "greenroom-media"]),
        tests("VoiceTests", ["Voice", "Inference", "Media"]),
        tests("PuppetryTests", ["Puppetry", "CPuppetry", "Inference", "Media"]),
        tests("LayoutTests", []),
        tests(
            "EndToEndTests", path: "Tests/EndToEnd",
            ["greenroom", "greenroom-media", "TestSupport", "Sandbox", crypto, logging, subprocess]),
    ],
    swiftLanguageModes: [.v6]
)
