import Testing

@testable import Sandbox

/// What another process asks a sandbox for, as a path and back.
@Suite struct ControlRequestTests {
    @Test(arguments: [
        ControlRequest.status, .faults, .stop, .inject(fault: "ccm-stopped"), .clear(fault: nil),
        .clear(fault: "ccm-stopped"), .inject(fault: "ccm-stopped", tenant: "demo-2"),
        .clear(fault: nil, tenant: "demo-2"), .clear(fault: "ccm-stopped", tenant: "demo-2"),
    ])
    func thereAndBack(request: ControlRequest) {
        #expect(ControlRequest(method: request.method, path: request.path) == request)
    }

    @Test(arguments: [
        ("GET", "/sandbox/tenants/demo/faults"), ("POST", "/sandbox/tenants/demo/faults"),
        ("POST", "/sandbox/tenants/demo/faults/a/b"), ("POST", "/sandbox/tenants/demo/stop"),
        ("POST", "/sandbox/tenants"), ("DELETE", "/sandbox/tenants/demo"), ("POST", "/faults/a"),
    ])
    func nothingElse(method: String, path: String) {
        #expect(ControlRequest(method: method, path: path) == nil)
    }

    @Test func whatEveryTenantShares() {
        let shared = Set(SandboxFault.all.filter(\.isShared).map(\.name))
        #expect(
            shared.isSuperset(of: ["manager-scaled-down", "pool-absent", "envoy-not-ready", "management-api-slow"]))
        #expect(shared.isDisjoint(with: ["management-unreachable", "layer4-disabled", "tenant-api-slow"]))
    }
}
