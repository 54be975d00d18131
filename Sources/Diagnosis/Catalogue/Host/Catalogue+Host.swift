extension Catalogue {
    static let host: [any Check] = [
        H001HostUnresolved(), H002RoutesNotRead(), H003RecordOfAnotherOwner(), H004RecordsFail(), H005LeftOut(),
        H006OtherTarget(), H007ChangesNothing(),
    ]
}
