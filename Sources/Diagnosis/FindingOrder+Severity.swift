extension FindingOrder {
    /// The findings, with those roots that ask for it as severe as all that follows from them for the same Service.
    func raised(_ findings: [Finding], _ links: [[Int]]) -> [Finding] {
        guard findings.contains(where: \.isAsSevereAsEffects) else { return findings }
        var worst = findings.map(\.severity)
        propagate(links) { effect, cause in
            guard findings[cause].resource == findings[effect].resource, worst[cause] < worst[effect] else {
                return false
            }
            worst[cause] = worst[effect]
            return true
        }
        var findings = findings
        for index in findings.indices where findings[index].isAsSevereAsEffects && links[index].isEmpty {
            findings[index].severity = worst[index]
        }
        return findings
    }
}
