package io.lyceum.internal.values;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/** Refuses what JSON has no form for, where Jackson would write something else for it. */
final class StrictGenerator extends JsonGeneratorDelegate {
  /** Says what cannot be written. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String what) {
      super(what);
    }
  }

  StrictGenerator(JsonGenerator generator) {
    super(generator, false);
  }

  @Override
  public void writeFieldName(String name) throws IOException {
    delegate.writeFieldName(wellFormed(name, "a property name"));
  }

  @Override
  public void writeFieldName(SerializableString name) throws IOException {
    wellFormed(name.getValue(), "a property name");
    delegate.writeFieldName(name);
  }

  @Override
  public void writeString(String text) throws IOException {
    delegate.writeString(wellFormed(text, "a string"));
  }

  @Override
  public void writeString(char[] text, int offset, int length) throws IOException {
    writeString(new String(text, offset, length));
  }

  @Override
  public void writeString(SerializableString text) throws IOException {
    wellFormed(text.getValue(), "a string");
    delegate.writeString(text);
  }

  @Override
  public void writeString(Reader reader, int length) throws IOException {
    throw new Refusal("a string that is read from a stream");
  }

  @Override
  public void writeNumber(double number) throws IOException {
    if (!Double.isFinite(number)) throw new Refusal("the number " + number);
    delegate.writeNumber(number);
  }

  @Override
  public void writeNumber(float number) throws IOException {
    if (!Float.isFinite(number)) throw new Refusal("the number " + number);
    delegate.writeNumber(number);
  }

  @Override
  public void writeArray(double[] numbers, int offset, int length) throws IOException {
    writeStartArray(numbers, length);
    for (int i = offset; i < offset + length; i++) writeNumber(numbers[i]);
    writeEndArray();
  }

  @Override
  public void writeArray(String[] texts, int offset, int length) throws IOException {
    writeStartArray(texts, length);
    for (int i = offset; i < offset + length; i++) writeString(texts[i]);
    writeEndArray();
  }

  @Override
  public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
    throw new Refusal("bytes inside a value, which have no JSON form (pass a byte[] or a Payload alone)");
  }

  @Override
  public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
    throw new Refusal("bytes inside a value, which have no JSON form (pass a byte[] or a Payload alone)");
  }

  private static String wellFormed(String text, String what) throws Refusal {
    for (int i = 0; text != null && i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) continue;
      boolean paired = Character.isHighSurrogate(unit) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
      if (!paired) throw new Refusal(what + " with a lone surrogate");
      i += 1;
    }
    return text;
  }
}
