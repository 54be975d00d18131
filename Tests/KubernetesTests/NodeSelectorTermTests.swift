import Documents
import Kubernetes
import Testing

@Suite struct NodeSelectorTermTests {
    private static func spec(_ json: String) throws -> PodSpec {
        var reader = JSONReader(Array(json.utf8))
        return try PodSpec(from: &reader)
    }

    @Test func requirementsAreWrittenAsLabelSelectors() throws {
        let spec = try Self.spec(
            """
            {"nodeSelector": {"example.com/edge": "true"}, "affinity": {"nodeAffinity": {
              "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": {}}],
              "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a", "b"]},
                  {"key": "spot", "operator": "DoesNotExist"}]},
                {"matchExpressions": [{"key": "gpu", "operator": "Exists"}, {"key": "cores", "operator": "Gt", "values": ["4"]},
                  {"key": "arch", "operator": "NotIn", "values": ["arm64"]}]}]}}}}
            """)
        #expect(spec.nodeSelector == ["example.com/edge": "true"])
        #expect(
            spec.nodeAffinity.map { $0.requirements.map(\.description) } == [
                ["zone in (a, b)", "!spot"], ["gpu", "cores Gt 4", "arch notin (arm64)"],
            ])
    }

    @Test func nothingIsRequiredByDefault() throws {
        let spec = try Self.spec(#"{"affinity": {"podAntiAffinity": {}, "nodeAffinity": null}}"#)
        #expect(spec.nodeAffinity.isEmpty)
        #expect(spec.nodeSelector.isEmpty)
    }

    @Test func aFieldOfAnotherTypeIsSkipped() throws {
        let spec = try Self.spec(#"{"affinity": {"nodeAffinity": "zone-a"}, "nodeSelector": [], "nodeName": "node-a"}"#)
        #expect(spec.nodeAffinity.isEmpty)
        #expect(spec.nodeName == "node-a")
    }
}
