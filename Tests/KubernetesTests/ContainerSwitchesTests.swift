import Documents
import Kubernetes
import Testing

/// Which variables of the environment of containers are read: those that switch something on or off.
@Suite struct ContainerSwitchesTests {
    private func container(_ environment: String) throws -> PodSpec.Container? {
        let json = #"{"spec":{"containers":[{"name":"a","env":\#(environment)}]}}"#
        var reader = JSONReader(Array(json.utf8))
        return try Pod(from: &reader).spec.containers.first
    }

    @Test(arguments: [
        ("true", true), ("1", true), ("T", true), ("False", false), ("f", false), ("0", false), ("", nil), ("yes", nil),
        ("tRUE", nil), ("<redacted>", nil),
    ])
    func parsesAsGoDoes(value: String, isOn: Bool?) throws {
        let container = try #require(try container(#"[{"name":"A","value":"\#(value)"}]"#))
        #expect(container.switches["A"] == isOn)
    }

    @Test(arguments: [
        "[]", "null", #"[{"name":"A"}]"#, #"[{"name":"A","value":null}]"#,
        #"[{"name":"A","valueFrom":{"secretKeyRef":{"name":"s","key":"true"}}}]"#,
    ])
    func otherVariables(environment: String) throws {
        #expect(try #require(try container(environment)).switches.isEmpty)
    }
}
