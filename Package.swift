// swift-tools-version: 6.2
import PackageDescription

/// The client products link libcurl and libyaml only; nothing is resolved or fetched for them. The server packages of
/// the sandbox are reached through the trait `Sandbox` alone (docs/adr/0002-no-third-party-packages-in-the-client.md).
let package = Package(
    name: "kubelb-ctl",
    products: [
        .executable(name: "kubelb-ctl", targets: ["kubelb-ctl"]),
        .executable(name: "kubelb-sandbox", targets: ["kubelb-sandbox"]),
    ],
    traits: [
        .trait(name: "Sandbox", description: "The servers of kubelb-sandbox; needs packages from the network")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0")
    ],
    targets: [
        // For the client of live clusters; nothing is linked to it yet.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        .target(name: "Documents", dependencies: ["CYAML"]),
        .target(name: "Transport"),
        .target(name: "Kubernetes", dependencies: ["Documents", "Transport"]),
        .target(name: "KubeLB", dependencies: ["Kubernetes"]),
        .target(name: "Topology", dependencies: ["KubeLB"]),
        .target(name: "Diagnosis", dependencies: ["Topology"]),
        .target(name: "Reports", dependencies: ["CommandLineKit", "Diagnosis"]),
        .target(name: "CommandLineKit"),
        .target(name: "Commands", dependencies: ["CommandLineKit", "Reports"]),
        .executableTarget(name: "kubelb-ctl", dependencies: ["Commands"]),

        .target(
            name: "Sandbox",
            dependencies: [
                "CommandLineKit", "KubeLB",
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Sandbox"])),
            ]),
        .executableTarget(name: "kubelb-sandbox", dependencies: ["Sandbox", "CommandLineKit"]),

        .testTarget(name: "DocumentsTests", dependencies: ["Documents"]),
        .testTarget(name: "KubernetesTests", dependencies: ["Kubernetes"]),
        .testTarget(name: "KubeLBTests", dependencies: ["KubeLB"]),
        .testTarget(name: "TopologyTests", dependencies: ["Topology"]),
        .testTarget(name: "DiagnosisTests", dependencies: ["Diagnosis", "Sandbox"]),
        .testTarget(name: "ReportsTests", dependencies: ["Reports"]),
        .testTarget(name: "CommandLineKitTests", dependencies: ["CommandLineKit"]),
        .testTarget(name: "CommandsTests", dependencies: ["Commands", "Sandbox"], exclude: ["Golden"]),
    ],
    swiftLanguageModes: [.v6]
)
