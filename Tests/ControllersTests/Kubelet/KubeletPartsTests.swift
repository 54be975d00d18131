import Documents
import Testing

@testable import Controllers

struct KubeletPartsTests {
    @Test("pauses double up to the longest; the first restart comes at once")
    func backOff() {
        let backOff = BackOff(first: .seconds(1), longest: .seconds(10))
        #expect(
            (0...6).map { backOff.pause(afterRestarts: $0).components.seconds } == [0, 1, 2, 4, 8, 10, 10])
        #expect(BackOff().pause(afterRestarts: 1000) == .seconds(300))
        #expect(!backOff.isForgotten(after: .seconds(19)))
        #expect(backOff.isForgotten(after: .seconds(20)))
    }

    @Test(
        "durations as Go prints them",
        arguments: [
            (0, "0s"), (200, "200ms"), (1000, "1s"), (1500, "1.5s"), (10_000, "10s"), (80_000, "1m20s"),
            (300_000, "5m0s"), (3_600_000, "1h0m0s"),
        ])
    func durations(milliseconds: Int, text: String) {
        #expect(Duration.milliseconds(milliseconds).goText == text)
    }

    private let pod: JSONValue = [
        "spec": [
            "volumes": [
                ["name": "secret", "secret": ["secretName": "s"]],
                ["name": "picked", "secret": ["secretName": "s", "items": [["key": "k", "path": "sub/file"]]]],
                ["name": "map", "configMap": ["name": "m", "optional": true]],
                [
                    "name": "both",
                    "projected": ["sources": [["secret": ["name": "s2"]], ["configMap": ["name": "m2"]]]],
                ], ["name": "empty", "emptyDir": [:]],
            ]
        ]
    ]

    private let container: JSONValue = [
        "volumeMounts": [
            ["name": "secret", "mountPath": "/etc/s"], ["name": "picked", "mountPath": "/etc/s/deep/"],
            ["name": "secret", "mountPath": "/one/file.yaml", "subPath": "key"], ["name": "map", "mountPath": "/map"],
            ["name": "both", "mountPath": "/both"], ["name": "empty", "mountPath": "/tmp"],
        ]
    ]

    @Test(
        "where a file comes from",
        arguments: [
            ("/etc/s/key", ["secrets/s key"]), ("/etc/s/deep/sub/file", ["secrets/s k"]), ("/etc/s/deep/k", []),
            ("/one/file.yaml", ["secrets/s key"]), ("/one/other", []), ("/map/x", ["configmaps/m x"]),
            ("/both/x", ["secrets/s2 x", "configmaps/m2 x"]), ("/tmp/x", []), ("/etc/secret", []), ("/etc/s", []),
        ])
    func files(path: String, places: [String]) {
        let found = MountedVolumes(pod).candidates(for: path, in: container)
        #expect(found.map { "\($0.source.resource)/\($0.source.name) \($0.key)" } == places)
    }

    @Test("what a kubelet says of what it cannot mount")
    func objections() throws {
        let sources = MountedVolumes(pod).sources
        func objection(_ index: Int, _ object: JSONValue?) -> String? { sources[index].objection(to: object) }
        #expect(
            objection(0, nil) == "MountVolume.SetUp failed for volume \"secret\" : secret \"s\" not found")
        #expect(objection(0, ["data": [:]]) == nil)
        #expect(
            objection(1, ["data": ["other": ""]])
                == "MountVolume.SetUp failed for volume \"picked\" : references non-existent secret key: k")
        #expect(objection(1, ["data": ["k": ""]]) == nil)
        #expect(objection(2, nil) == nil)
        #expect(
            objection(4, nil) == "MountVolume.SetUp failed for volume \"both\" : configmap \"m2\" not found")
    }

    @Test("Secrets are Base64, ConfigMaps are text or Base64")
    func content() {
        let sources = MountedVolumes(pod).sources
        let object: JSONValue = ["data": ["k": "aGk="], "binaryData": ["b": "aGk="]]
        func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
        #expect(text(sources[0].content(of: "k", in: object)) == "hi")
        #expect(text(sources[2].content(of: "k", in: object)) == "aGk=")
        #expect(text(sources[2].content(of: "b", in: object)) == "hi")
        #expect(sources[0].content(of: "none", in: object) == nil)
    }
}
