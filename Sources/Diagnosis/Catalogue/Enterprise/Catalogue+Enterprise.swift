extension Catalogue {
    static let enterprise: [any Check] = [
        E001LimitNear(), E002TunnelNotReady(), E003GrantMissing(), E004WAFPolicy(), E005Transport(), E006Insights(),
    ]
}
