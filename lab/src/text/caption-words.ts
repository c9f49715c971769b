import type { Picture } from "madeleine/data";

const beginnings = [
  "Al",
  "Bre",
  "Cor",
  "Dun",
  "El",
  "Fen",
  "Gar",
  "Hol",
  "Ing",
  "Kel",
  "Lin",
  "Mar",
  "Nor",
  "Os",
  "Pen",
  "Ro",
  "Sal",
  "Tor",
  "Ul",
  "Wen",
];
const middles = ["de", "ing", "a", "lo", "mer", "ni", "ra", "se", "ti", "wo"];
const ends = ["bay", "bridge", "dale", "field", "ford", "ham", "haven", "mouth", "port", "ton"];

/**
 * A caption for a drawn scene: the name of a place, another one for each of the first 2,000 items, and the colours of
 * its upper and lower part.
 */
export function sceneCaption(item: number, picture: Picture): string {
  const place = item % 2000;
  const beginning = beginnings[place % 20];
  const middle = middles[(Math.floor(place / 20) + place) % 10];
  const end = ends[(Math.floor(place / 200) + 3 * place) % 10];
  const [above, below] = [colourOf(picture, 0, 0.4), colourOf(picture, 0.7, 1)];
  return `Postcard from ${beginning}${middle}${end}, ${above} above ${below}`;
}

/** A caption for a file: its name without the end, in words. */
export function fileCaption(name: string): string {
  return (
    name
      .replace(/\.\w+$/, "")
      .replace(/[_-]+/g, " ")
      .trim() || name
  );
}

/** The colour in words of the rows between two shares of the height. */
function colourOf({ width, height, channels, pixels }: Picture, from: number, to: number): string {
  const [first, last] = [Math.floor(from * height) * width, Math.ceil(to * height) * width];
  const mean = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let i = first; i < last; i++) sum += pixels[i * channels + (channels === 1 ? 0 : c)];
    return sum / (last - first);
  });
  return colourWord(mean[0], mean[1], mean[2]);
}

const hues = [
  "red",
  "orange",
  "yellow",
  "green",
  "green",
  "teal",
  "teal",
  "blue",
  "blue",
  "violet",
  "pink",
  "red",
];

function colourWord(red: number, green: number, blue: number): string {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const middle = (most + least) / 2;
  const light = middle > 0.6 ? "pale " : middle < 0.3 ? "dark " : "";
  if (most - least < 0.07) return most > 0.85 ? "white" : most < 0.2 ? "black" : `${light}grey`;
  const part =
    most === red
      ? (green - blue) / (most - least)
      : most === green
        ? 2 + (blue - red) / (most - least)
        : 4 + (red - green) / (most - least);
  return light + hues[Math.round(2 * (part + 6)) % 12];
}
