// swift-tools-version: 6.2
import PackageDescription

/// The client products link libcurl and libyaml only; nothing is resolved or fetched for them. The server packages of
/// the sandbox are reached through the trait `Sandbox` alone (docs/adr/0002-no-third-party-packages-in-the-client.md).
private func server(_ product: String, _ package: String) -> Target.Dependency {
    .product(name: product, package: package, condition: .when(traits: ["Sandbox"]))
}

/// The commit that is built and the address of the repository, where a release says so; one small file of C knows them.
private let build: [CSetting] = ["KUBELB_CTL_COMMIT", "KUBELB_CTL_REPOSITORY"].compactMap { name in
    Context.environment[name].map { value in
        let text = value.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~:/".contains($0)) }
        return .define(name, to: "\"\(text)\"")
    }
}

/// libFuzzer's driver is built where it is asked for: it links clang's runtime library (see `make fuzz`).
private let fuzzing: [Target] =
    Context.environment["KUBELB_CTL_FUZZ"] == nil
    ? []
    : [.executableTarget(name: "kubelb-fuzz", dependencies: ["FuzzTargets", "LocalSystem"], path: "Fuzz/Driver")]

/// Tests read thousands of recorded clusters: without optimization the runtime's generic code takes two thirds of their
/// time. Modules in which it gains less than its compilation takes go without it. Only a root package may set such flags, and
/// nothing depends on this one.
private let optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The test targets that are built; all unless some are named. The thread sanitizer is built for few of them.
private let chosenTests = Context.environment["KUBELB_CTL_TEST_TARGETS"].map {
    Set($0.split(separator: " ").map(String.init))
}

let package = Package(
    name: "kubelb-ctl",
    // Untested there; see docs/install.md, "Other systems".
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "kubelb-ctl", targets: ["kubelb-ctl"]),
        .executable(name: "kubelb-sandbox", targets: ["kubelb-sandbox"]),
    ],
    traits: [
        .trait(name: "Sandbox", description: "The servers of kubelb-sandbox; needs packages from the network")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.40.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    ],
    targets: ([
        // Loads libcurl at the first request (docs/adr/0008-load-libcurl-at-the-first-request.md): nothing is linked.
        .target(name: "CCurl"),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),

        .target(name: "Characters", swiftSettings: optimized),
        .target(name: "Documents", dependencies: ["Characters", "CYAML"], swiftSettings: optimized),
        .target(name: "LocalSystem"),
        .target(name: "Redaction", dependencies: ["Characters", "LocalSystem"], swiftSettings: optimized),
        .target(name: "Transport", dependencies: ["CCurl", "Characters", "LocalSystem", "Redaction"]),
        .target(
            name: "Kubernetes", dependencies: ["Characters", "Documents", "LocalSystem", "Redaction", "Transport"],
            swiftSettings: optimized),
        .target(name: "KubeLB", dependencies: ["Characters", "Kubernetes", "Redaction"], swiftSettings: optimized),
        .target(name: "Probes", dependencies: ["Characters", "LocalSystem", "Transport"]),
        .target(
            name: "Topology", dependencies: ["Characters", "KubeLB", "Probes", "Redaction"], swiftSettings: optimized),
        .target(
            name: "Diagnosis", dependencies: ["Characters", "Documents", "Redaction", "Topology"]),
        .target(
            name: "Reports", dependencies: ["CBuild", "Characters", "CommandLineKit", "Diagnosis"],
            swiftSettings: optimized),
        .target(name: "CommandLineKit", dependencies: ["Characters"], swiftSettings: optimized),
        .target(name: "CBuild", cSettings: build),
        .target(
            name: "Commands",
            dependencies: ["Characters", "CommandLineKit", "LocalSystem", "Redaction", "Reports"]),
        .executableTarget(name: "kubelb-ctl", dependencies: ["Commands"]),

        .target(name: "APIServer", dependencies: ["KubeLB"]),
        .target(name: "Controllers", dependencies: ["KubeLB"]),
        .target(
            name: "DataPlane", dependencies: [server("NIOCore", "swift-nio"), server("NIOPosix", "swift-nio")]),
        .target(
            name: "Sandbox",
            dependencies: [
                "APIServer", "CommandLineKit", "Controllers", "DataPlane", "KubeLB", "LocalSystem",
                server("NIOCore", "swift-nio"), server("NIOPosix", "swift-nio"), server("NIOSSL", "swift-nio-ssl"),
                server("NIOHTTP2", "swift-nio-http2"), server("NIOHTTPTypesHTTP2", "swift-nio-extras"),
                server("Hummingbird", "hummingbird"), server("HummingbirdCore", "hummingbird"),
                server("HummingbirdTLS", "hummingbird"),
                server("HTTPTypes", "swift-http-types"), server("Logging", "swift-log"),
                server("X509", "swift-certificates"), server("Crypto", "swift-crypto"),
            ]),
        .executableTarget(name: "kubelb-sandbox", dependencies: ["Sandbox", "CommandLineKit"]),

        // What the repository holds of completions, manual pages and documentation; no part of what is installed.
        .target(name: "GeneratedPages", dependencies: ["CommandLineKit", "Commands", "Diagnosis", "Sandbox"]),
        .executableTarget(name: "generate-pages", dependencies: ["GeneratedPages"]),

        // What libFuzzer and the unit tests feed with anything; no part of what is installed.
        .target(
            name: "FuzzTargets", dependencies: ["Characters", "Commands", "LocalSystem", "Sandbox", "TestSupport"],
            path: "Fuzz/Targets"),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"]),

        .testTarget(name: "CharactersTests", dependencies: ["Characters"]),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents"]),
        .target(name: "TestSupport", dependencies: ["CommandLineKit", "LocalSystem"], path: "Tests/TestSupport"),
        .testTarget(name: "LocalSystemTests", dependencies: ["LocalSystem", "TestSupport"]),
        .testTarget(name: "RedactionTests", dependencies: ["Redaction", "TestSupport"]),
        .testTarget(name: "TransportTests", dependencies: ["LocalSystem", "TestSupport", "Transport"]),
        .testTarget(
            name: "KubernetesTests", dependencies: ["Kubernetes", "LocalSystem", "Redaction", "TestSupport"],
            exclude: ["Recorded"]),
        .testTarget(name: "KubeLBTests", dependencies: ["KubeLB"]),
        .testTarget(name: "ProbesTests", dependencies: ["Probes", "TestSupport"]),
        .testTarget(name: "TopologyTests", dependencies: ["Redaction", "TestSupport", "Topology"]),
        .testTarget(name: "DiagnosisTests", dependencies: ["Diagnosis", "LocalSystem", "Sandbox", "TestSupport"]),
        .testTarget(name: "ReportsTests", dependencies: ["Reports"]),
        .testTarget(name: "CommandLineKitTests", dependencies: ["CommandLineKit", "TestSupport"]),
        .testTarget(
            name: "CommandsTests",
            dependencies: ["APIServer", "Commands", "GeneratedPages", "Redaction", "Sandbox", "TestSupport"],
            exclude: ["Golden"]),
        .testTarget(name: "APIServerTests", dependencies: ["APIServer", "TestSupport"], exclude: ["Recorded"]),
        .testTarget(name: "ControllersTests", dependencies: ["Controllers", "TestSupport"], exclude: ["Recorded"]),
        .testTarget(name: "DataPlaneTests", dependencies: ["DataPlane"]),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox"], exclude: ["Recorded"]),
        // The whole client against served clusters; empty without the trait.
        .testTarget(name: "LiveTests", dependencies: ["Commands", "Sandbox", "TestSupport"]),
        // A whole sandbox, the client and kubectl together; empty without the trait.
        .testTarget(
            name: "FlowTests",
            dependencies: ["Commands", "Diagnosis", "KubeLB", "LocalSystem", "Sandbox", "TestSupport", "Topology"]),
    ] + fuzzing).filter { $0.type != .test || chosenTests?.contains($0.name) != false },
    swiftLanguageModes: [.v6]
)
