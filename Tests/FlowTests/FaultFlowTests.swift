#if Sandbox
    import Sandbox
    import Testing

    struct FaultFlowTests {
        @Test("every fault has its action, and every action its fault")
        func everyFaultIsThere() {
            #expect(Set(SandboxFault.all.map(\.name)) == Set(SandboxFault.actionNames))
            #expect(Set(SandboxFault.all.map(\.name)).count == SandboxFault.all.count)
        }
    }
#endif
