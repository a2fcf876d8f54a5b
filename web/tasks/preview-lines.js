/** What a voice says when it is tried. Not words of the app: they are spoken, in the voice's own language. */

const samples = {
  ar: "مرحبا، هذا هو صوتي.",
  cmn: "你好，这就是我的声音。",
  cs: "Dobrý den, takhle zní můj hlas.",
  de: "Guten Tag, so klingt meine Stimme.",
  el: "Γεια σας, αυτή είναι η φωνή μου.",
  en: "Hello, this is what I sound like.",
  es: "Hola, así suena mi voz.",
  fi: "Hei, tältä ääneni kuulostaa.",
  fr: "Bonjour, voici ma voix.",
  hi: "नमस्ते, यह मेरी आवाज़ है।",
  id: "Halo, beginilah suara saya.",
  it: "Ciao, questa è la mia voce.",
  ja: "こんにちは。これが私の声です。",
  ko: "안녕하세요, 이것이 제 목소리입니다.",
  nl: "Hallo, zo klinkt mijn stem.",
  pl: "Dzień dobry, tak brzmi mój głos.",
  pt: "Olá, esta é a minha voz.",
  ru: "Здравствуйте, так звучит мой голос.",
  sv: "Hej, så här låter min röst.",
  tr: "Merhaba, sesim böyle.",
  uk: "Добрий день, так звучить мій голос.",
  vi: "Xin chào, đây là giọng của tôi.",
  yue: "你好，呢個就係我嘅聲。",
  zh: "你好，这就是我的声音。",
};

/** Numbers, which every voice says in its own language. */
const numbers = "1, 2, 3, 4, 5.";

export const sampleFor = (language) => samples[language?.split(/[-_]/)[0].toLowerCase()] ?? numbers;

/** Whether a task was only a voice being tried. */
export function isVoicePreview({ kind, inputs }) {
  return kind === "speech" && (inputs?.script === numbers || Object.values(samples).includes(inputs?.script));
}
