//! The codes that exist: Brazilian area codes and the world's country codes.

/// The area codes of Brazil, as Anatel's numbering plan lists them: 67 of the 81 pairs without a zero.
const AREA_CODES: [u8; 67] = [
    11, 12, 13, 14, 15, 16, 17, 18, 19, // São Paulo
    21, 22, 24, 27, 28, // Rio de Janeiro, Espírito Santo
    31, 32, 33, 34, 35, 37, 38, // Minas Gerais
    41, 42, 43, 44, 45, 46, 47, 48, 49, // Paraná, Santa Catarina
    51, 53, 54, 55, // Rio Grande do Sul
    61, 62, 63, 64, 65, 66, 67, 68, 69, // the Centre-West, Tocantins, Acre, Rondônia
    71, 73, 74, 75, 77, 79, // Bahia, Sergipe
    81, 82, 83, 84, 85, 86, 87, 88, 89, // Pernambuco to Piauí
    91, 92, 93, 94, 95, 96, 97, 98, 99, // Pará, Amazonas, Roraima, Amapá, Maranhão
];

/// The country codes that the ITU has assigned (E.164), those of services and satellites among them.
#[rustfmt::skip]
const COUNTRY_CODES: [u16; 215] = [
    1, 7,
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58,
    60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    211, 212, 213, 216, 218, 220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239,
    240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258,
    260, 261, 262, 263, 264, 265, 266, 267, 268, 269, 290, 291, 297, 298, 299,
    350, 351, 352, 353, 354, 355, 356, 357, 358, 359, 370, 371, 372, 373, 374, 375, 376, 377, 378,
    380, 381, 382, 383, 385, 386, 387, 389, 420, 421, 423,
    500, 501, 502, 503, 504, 505, 506, 507, 508, 509, 590, 591, 592, 593, 594, 595, 596, 597, 598, 599,
    670, 672, 673, 674, 675, 676, 677, 678, 679, 680, 681, 682, 683, 685, 686, 687, 688, 689, 690, 691, 692,
    800, 808, 850, 852, 853, 855, 856, 870, 878, 880, 881, 882, 883, 886, 888,
    960, 961, 962, 963, 964, 965, 966, 967, 968, 970, 971, 972, 973, 974, 975, 976, 977, 979,
    992, 993, 994, 995, 996, 998,
];

pub(super) fn is_area_code(code: &str) -> bool {
    code.parse().is_ok_and(|code| AREA_CODES.contains(&code))
}

/// The country code at the start of an international number. No code is the start of another one.
pub(super) fn country_code(number: &str) -> Option<&str> {
    (1..=3)
        .filter_map(|length| number.get(..length))
        .filter(|code| !code.starts_with('0'))
        .find(|code| code.parse().is_ok_and(|code| COUNTRY_CODES.contains(&code)))
}
