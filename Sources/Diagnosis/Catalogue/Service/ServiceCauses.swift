/// Findings that explain several symptoms of a Service: what keeps a controller from doing its part.
enum ServiceCauses {
    /// The CCM does not run, does not lead, or works for another cluster or none.
    static let ccm: [CheckCode] = [
        "C001", "C002", "C003", "C004", "C005", "C009", "C010", "C011", "C013", "C015", "C017", "C019", "R002",
    ]

    /// The manager does not run, does not lead, or cannot read its own kinds or may not.
    static let manager: [CheckCode] = ["M001", "M002", "M004", "M008", "R004"]
}
